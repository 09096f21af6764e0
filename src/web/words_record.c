/* Words that records use of their own: measures and kinds of figures, values of states, offices,
 * kinds of actions and claims. They are those of the records that come with the program (a test
 * asks that each of them is here); a record may use others, and they are shown as they are. */
#include "base/message.h"
#include "web/pages.h"

const char *const pages_record_words[] = {
    N_("above the executive of all russia"), N_("add"), N_("agrees"), N_("all peasants"),
    N_("all russian"), N_("amendment"), N_("armed workers"), N_("armies"), N_("arming"),
    N_("assembly"), N_("blockade"), N_("branches"), N_("branches of trade"), N_("budget"),
    N_("bureau"), N_("chair"), N_("chair and 2 tellers"), N_("church"), N_("clash"),
    N_("closed firms"), N_("committee"), N_("confidence"), N_("constituencies"), N_("councils"),
    N_("criticises"), N_("days"), N_("dead"), N_("dead and wounded"), N_("decision"),
    N_("delegates"), N_("demonstration"), N_("deputies"), N_("dissolution"), N_("districts"),
    N_("dividend"), N_("dollars"), N_("duration"), N_("education"), N_("employers"),
    N_("factories"), N_("finance minister"), N_("firms"), N_("firms with committees"),
    N_("foreign affairs"), N_("foreign minister"), N_("founded and overseen"), N_("full"),
    N_("gone over"), N_("gunfire"), N_("half outlawed"), N_("head"), N_("holds the treasury"),
    N_("hours"), N_("islands"), N_("kadets"), N_("levels"), N_("loan"), N_("matters"),
    N_("matters voted on"), N_("meeting"), N_("members"), N_("members represented"),
    N_("mensheviks"), N_("ministers"), N_("ministers resigned"), N_("ministries"),
    N_("missing source"), N_("neutral"), N_("newly gone over"), N_("no support"),
    N_("none with the insurgents"), N_("obeyed"), N_("of one city"), N_("officers"), N_("opposed"),
    N_("opposes"), N_("organ of education and pressure"), N_("organ of power"),
    N_("organisations"), N_("organiser"), N_("outlawed leaders"), N_("parties"), N_("partner"),
    N_("party"), N_("peacefully"), N_("percent"), N_("permanent workers"), N_("political"),
    N_("population"), N_("president"), N_("prime minister"), N_("proposer"), N_("provinces"),
    N_("purpose"), N_("raid"), N_("recognised abroad"), N_("recount"), N_("red guard"),
    N_("regiments"), N_("regions"), N_("removal"), N_("reply"), N_("reserve"), N_("resolution"),
    N_("retired"), N_("revolvers"), N_("revolvers handed out"), N_("rifles"),
    N_("rifles handed out"), N_("runs local affairs"), N_("rural districts"),
    N_("seats at first congress"), N_("seats in duma"), N_("secretary"), N_("seizure"),
    N_("share of other nationalities"), N_("share of peasants"), N_("shots"), N_("shots fired"),
    N_("slogan"), N_("societies"), N_("society name"), N_("soldiers"), N_("soviet delegates"),
    N_("srs"), N_("state bodies"), N_("strike"), N_("strikers"), N_("strikes"), N_("supporter"),
    N_("towns"), N_("towns won"), N_("transfer"), N_("treasurer"), N_("treaty"), N_("tsar"),
    N_("uncertain"), N_("under 30"), N_("under 35"), N_("unions"), N_("vice chair"),
    N_("villages"), N_("votes taken part in"), N_("way"), N_("welcomes"), N_("wing seats"),
    N_("women"), N_("workers"), N_("workers control"), N_("workers of closed firms"),
    N_("workers represented"), N_("working"), N_("working hours"), N_("workplaces"),
    N_("wounded and dead"),
};
const size_t pages_record_words_n = sizeof(pages_record_words) / sizeof(pages_record_words[0]);
