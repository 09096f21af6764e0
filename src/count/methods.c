#include "count/methods.h"

#include "base/message.h"

#include "base/check.h"
#include "base/limits.h"
#include "count/format.h"
#include "count/tally.h"

#define STV_OPTIONS "seats arithmetic places guard quota batch tie order seed group min max"
#define LISTS_OPTIONS "seats threshold threshold-two threshold-many base-seats units tie order seed"
#define ONE_PASS "seats tie order seed equal"
#define MARKS ONE_PASS " arithmetic places"

const struct count_method count_methods[] = {
    {"plurality", "fptp first-past-the-post", N_("most first preferences"),
     "Cox, Making Votes Count "
     "(1997), ch. 3",
     MARKS, count_plurality, PLURALITY},
    {"block", "plurality-block bloc", N_("as many votes as seats, the most votes win"),
     "Cox (1997), ch. 3", MARKS, count_plurality, PLURALITY_BLOCK},
    {"limited", "sntv-limited", N_("fewer votes than seats (--marks)"), "Cox (1997), ch. 3",
     MARKS " marks", count_plurality, PLURALITY_LIMITED},
    {"approval", "av", N_("one vote for each candidate listed"), "Brams and Fishburn (1978)",
     MARKS, count_plurality, PLURALITY_APPROVAL, N_("Approvals")},
    {"borda", "borda-count",
     N_("n points for the first, n-1 for the second...; equal and unranked ones "
        "share what is left"),
     "Borda (1781); Saari (1995)", ONE_PASS " explicit from-zero", count_plurality,
     PLURALITY_BORDA, N_("Points")},
    {"score", "range", N_("the highest sum of grades"), "Smith (2000)",
     "seats tie order seed marks", count_score, SCORE_SUM, N_("Points")},
    {"cumulative", "", N_("points from a purse (--marks, else the seats)"), "Cox (1997), ch. 3",
     "seats tie order seed marks", count_score, SCORE_CUMULATIVE, N_("Points")},
    {"majority-judgment", "mj", N_("the highest median grade"),
     "Balinski and Laraki, Majority Judgment "
     "(2011)",
     "seats tie order seed", count_score, SCORE_JUDGMENT, N_("Median grades")},
    {"irv", "rcv ranked-choice alternative-vote instant-runoff hare-irv",
     N_("instant run-off; several seats by surplus, from the bottom up or one after the other"),
     "Universal RCV Tabulator 2.0 settings; Maine Revised Statutes 21-A 723-A",
     "seats winners quota places tie order seed batch cutoff until-two first-round-quota "
     "stop-after minimum-votes share write-in overvote equal skips ranks duplicate-exhausts "
     "group min max",
     count_irv, 0},
    {"schulze", "beatpath cssd", N_("Condorcet: the strongest paths"),
     "Schulze, Social Choice and "
     "Welfare 36 (2011) 267",
     "seats strength explicit tie order seed", count_condorcet, CONDORCET_SCHULZE,
     N_("Places, counted from the last")},
    {"ranked-pairs", "tideman", N_("Condorcet: the strongest defeats are locked first"),
     "Tideman, Social Choice and Welfare 4 (1987) 185", "seats strength explicit tie order seed",
     count_condorcet, CONDORCET_RANKED_PAIRS, N_("Places, counted from the last")},
    {"minimax", "simpson", N_("Condorcet: the smallest greatest defeat"),
     "Levin and Nalebuff, J. Economic Perspectives 9 (1995) 3",
     "seats strength explicit tie order seed", count_condorcet, CONDORCET_MINIMAX,
     N_("The greatest defeat, as a number below nothing")},
    {"copeland", "", N_("Condorcet: duels won less duels lost"), "Copeland (1951)",
     "seats explicit tie order seed", count_condorcet, CONDORCET_COPELAND,
     N_("Duels won less duels lost")},
    {"debian", "debian-a6",
     N_("Debian's votes: quorum, supermajorities over the default option, then "
        "Schulze by winning votes"),
     "Debian Constitution 1.7, A.6", "electorate quorum majority default-option", count_debian, 0},
    {"dhondt", "jefferson hagenbach-bischoff-averages bader-ofer",
     N_("highest averages: divisors 1, 2, 3..."), "D'Hondt (1882)", LISTS_OPTIONS, count_lists,
     LISTS_DHONDT},
    {"sainte-lague", "webster schepers", N_("highest averages: divisors 1, 3, 5..."),
     "Sainte-Lague (1910)", LISTS_OPTIONS, count_lists, LISTS_SAINTE_LAGUE},
    {"modified-sainte-lague", "", N_("highest averages: divisors 1.4, 3, 5..."),
     "Sweden, Vallag (2005:837) ch. 14", LISTS_OPTIONS, count_lists, LISTS_MODIFIED},
    {"imperiali", "imperiali-averages", N_("highest averages: divisors 2, 3, 4..."),
     "Belgium, municipal elections", LISTS_OPTIONS, count_lists, LISTS_IMPERIALI},
    {"danish", "", N_("highest averages: divisors 1, 4, 7..."),
     "Denmark, Folketingsvalgloven, constituency seats", LISTS_OPTIONS, count_lists, LISTS_DANISH},
    {"adams", "", N_("highest averages: divisors 0, 1, 2..."),
     "Balinski and Young, Fair Representation (1982)", LISTS_OPTIONS, count_lists, LISTS_ADAMS},
    {"hare", "largest-remainder hamilton hare-niemeyer", N_("largest remainders: votes / seats"),
     "Hare (1859); Hamilton (1792)",
     LISTS_OPTIONS " quota-rounded threshold-seats absolute-majority", count_lists, LISTS_HARE},
    {"droop", "largest-remainder-droop", N_("largest remainders: floor(votes / (seats + 1)) + 1"),
     "Droop (1881)", LISTS_OPTIONS " quota-rounded threshold-seats absolute-majority", count_lists,
     LISTS_DROOP},
    {"hagenbach-bischoff", "",
     N_("largest remainders: votes / (seats + 1), --quota-rounded: to the nearest"),
     "Slovakia, zakon 180/2014", LISTS_OPTIONS " quota-rounded threshold-seats absolute-majority",
     count_lists, LISTS_HAGENBACH},
    {"imperiali-remainders", "", N_("largest remainders: votes / (seats + 2)"), "Italy, until 1993",
     LISTS_OPTIONS " quota-rounded threshold-seats absolute-majority", count_lists,
     LISTS_IMPERIALI_QUOTA},
    {"dutch", "netherlands kieswet",
     N_("largest remainders: votes / seats; remainders by the size of the council; absolute "
        "majority"),
     "Kieswet, P 5 to P 9", LISTS_OPTIONS " quota-rounded threshold-seats absolute-majority",
     count_lists, LISTS_DUTCH},
    {"biproportional", "double-pukelsheim pukelsheim zurich zug uri",
     N_("seats of parties and of districts at "
        "once"),
     "Pukelsheim, Proportional Representation (2014); Kanton Uri, Proporzgesetz",
     "districts threshold threshold-district threshold-all winner-takes-one voters tie order seed",
     count_biproportional, 0},
    {"levelling", "mixed-member-proportional mmp bundestag",
     N_("seats of parties and regions with constituency seats kept; the house grows until shares "
        "are even"),
     "Germany, Bundeswahlgesetz of 2013, 6",
     "seats districts threshold threshold-direct minimum overhang tie order seed", count_levelling,
     0},
    {"seqpav", "spav sequential-pav sequential-proportional-approval",
     N_("approval committees: each further member of a voter counts 1/2, 1/3..."),
     "Thiele (1895); Lackner and Skowron (2023), rule seqPAV", "seats", count_committee,
     COMMITTEE_SEQPAV},
    {"phragmen", "seqphragmen sequential-phragmen",
     N_("approval committees: the load of members is kept even"),
     "Phragmen (1894); Brill et al., "
     "Mathematical Programming 203 (2024) 47",
     "seats", count_committee, COMMITTEE_PHRAGMEN},
    {"equal-shares", "mes rule-x",
     N_("approval committees: voters pay from equal budgets; what is left "
        "is filled by Phragmen"),
     "Peters and Skowron, EC 2020", "seats", count_committee, COMMITTEE_SHARES},
    {"scottish", "scotland scottish-stv stv-scotland stv-scottish stv",
     N_("single transferable vote of Scottish councils"),
     "Scottish Local Government Elections Order "
     "2007 (SSI 2007/42), rules 45-52",
     STV_OPTIONS, count_stv, STV_SCOTTISH},
    {"wigm", "stv-wigm", N_("weighted inclusive Gregory method, exact unless told otherwise"),
     "Hill, Voting matters 1 (1994); as the reference counts of Droop have it", STV_OPTIONS,
     count_stv, STV_WIGM},
    {"wigm-prf", "prf-wigm", N_("reference WIGM, one exclusion at a time"),
     "Proportional Representation Foundation, WIGM Reference STV Rule (2009)", STV_OPTIONS,
     count_stv, STV_WIGM_PRF},
    {"wigm-prf-batch", "prf-wigm-batch", N_("reference WIGM, sure losers excluded together"),
     "Proportional Representation Foundation, WIGM Reference STV Rule (2009), B.2", STV_OPTIONS,
     count_stv, STV_WIGM_PRF_BATCH},
    {"cfer", "stv-cfer", N_("California's draft choice voting act, one exclusion at a time"),
     "Californians for Electoral Reform, Elections Code 10059 (draft)", STV_OPTIONS, count_stv,
     STV_CFER},
    {"cfer-batch", "stv-cfer-batch", N_("the same, subdivision (k) used"),
     "Californians for Electoral Reform, Elections Code 10059 (draft)", STV_OPTIONS, count_stv,
     STV_CFER_BATCH},
    {"minneapolis", "stv-minneapolis",
     N_("Minneapolis, several seats: the surplus fraction is cut "
        "before it is multiplied"),
     "Minneapolis Code of Ordinances 167.20, 167.70 (2013)", STV_OPTIONS, count_stv,
     STV_MINNEAPOLIS},
    {"mpls", "stv-mpls",
     N_("Minneapolis as Droop's reference counts have it: value times surplus, then "
        "divided"),
     "Minneapolis Code 167.70; droop 0.11", STV_OPTIONS, count_stv, STV_MPLS},
    {"ers97", "ers stv-ers97",
     N_("single transferable vote of the Electoral Reform Society: hundredths, last batch, "
        "surpluses deferred"),
     "Newland and Britton, How to conduct an election by the Single Transferable Vote, 3rd edition "
     "(1997), 5 and 6",
     "seats tie order seed group min max", count_ers97, 0},
    {"meek", "stv-meek", N_("Meek's method; equal ranks are shared"),
     "Hill, Wichmann and Woodall, "
     "Computer Journal 30 (1987) 277",
     STV_OPTIONS " omega keep-places equal equalize", count_meek, MEEK_MEEK},
    {"meek-prf", "prf-meek", N_("reference Meek: 9 places, omega 10^-6"),
     "Proportional Representation Foundation, Meek Reference STV Rule (2009)",
     "seats tie order seed group min max", count_meek, MEEK_PRF},
    {"warren", "stv-warren",
     N_("Warren's method: what a candidate keeps of a vote is a fixed amount"),
     "Warren, Voting matters 1 (1994)", STV_OPTIONS " omega", count_meek, MEEK_WARREN},
    {"qpq", "quota-preferential-by-quotient", N_("quota preferential by quotient, with restarts"),
     "Woodall, Voting matters 17 (2003)",
     "seats arithmetic places guard tie order seed group min max", count_qpq, 0, N_("Quotients")},
};
const uint32_t count_methods_n = sizeof(count_methods) / sizeof(count_methods[0]);

const struct count_method *count_method_find(struct bytes name) {
    for (uint32_t i = 0; i < count_methods_n; i++) {
        const struct count_method *m = &count_methods[i];
        struct bytes left = bytes_str(m->aliases);
        if (scan_same(name, m->name))
            return m;
        while (left.n) {
            char alias[64];
            struct bytes word = scan_until(&left, ' ');
            snprintf(alias, sizeof(alias), "%.*s", (int)word.n, (const char *)word.at);
            if (scan_same(name, alias))
                return m;
        }
    }
    return NULL;
}

static bool heeds(const struct count_method *m, const char *option) {
    struct bytes left = bytes_str(m->options);
    while (left.n)
        if (bytes_is(scan_until(&left, ' '), option))
            return true;
    return false;
}

int count_run(const struct count_method *m, const struct count_ballots *b,
              const struct count_options *o, struct arena *a, struct count_result *ret,
              struct fail *f) {
    uint32_t running = 0;
    struct count_result r = {0};
    for (uint32_t c = 0; c < b->candidates; c++)
        running += !b->candidate[c].withdrawn;
    if (running == 0)
        return fail_set(f, ERR_SYNTAX, "no candidate stands");
    if (o->seats > 1000000)
        return fail_set(f, ERR_RANGE, "%u seats, at most 1000000", o->seats);
    if (o->places > 100 || o->guard > 100 || o->omega > 100)
        return fail_set(f, ERR_RANGE, "at most 100 places");
    struct count_options given = *o; /* a method must not see what it does not know */
    bool after = o->groups && !heeds(m, "group");
    given.groups = after ? 0 : o->groups;
    given.write_in = heeds(m, "write-in") ? o->write_in : 0;
    int code = m->run(m, b, &given, a, &r, f);
    if (code == ERR_NOMEM)
        fail_set(f, code, "not enough memory to count");
    if (code < 0)
        return code;
    if (after && (code = reserve_ranking(m, o, a, &r, f)) < 0)
        return code;
    r.method = m;
    r.group = o->group;
    r.groups = o->groups;
    *ret = r;
    return 0;
}

void options_ties(struct count_options *o, bool backwards) {
    int i = 0;
    if (o->tie[0])
        return;
    if (backwards)
        o->tie[i++] = COUNT_TIE_BACKWARDS;
    o->tie[i] = o->seed.n ? COUNT_TIE_LOT : COUNT_TIE_ORDER_FIRST;
}
