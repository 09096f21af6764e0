#include "view/json.h"

#include "base/cbor.h"
#include "base/quantity.h"
#include "law/state.h"

struct out {
    const struct view *v;
    const char *under;
    struct buf *b;
};

void json_quote(struct buf *b, struct bytes text) {
    buf_byte(b, '"');
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.at[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        buf_add(b, text.at + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\')
            buf_format(b, "\\%c", c);
        else if (c == '\n')
            buf_str(b, "\\n");
        else
            buf_format(b, "\\u%04x", c);
    }
    buf_add(b, text.at + from, text.n - from);
    buf_byte(b, '"');
}

static void key(struct out *o, const char *name, bool first) {
    buf_str(o->b, first ? "" : ",");
    json_quote(o->b, bytes_str(name));
    buf_byte(o->b, ':');
}

static void put_title(struct out *o, struct bytes cbor) {
    struct cbor c;
    cbor_read(&c, cbor);
    if (cbor_peek(&c) != CBOR_MAP) {
        json_quote(o->b, cbor_text(&c));
        return;
    }
    uint64_t n = cbor_map(&c);
    buf_byte(o->b, '{');
    for (uint64_t i = 0; i < n && !c.failed; i++) {
        buf_str(o->b, i ? "," : "");
        json_quote(o->b, cbor_text(&c));
        buf_byte(o->b, ':');
        json_quote(o->b, cbor_text(&c));
    }
    buf_byte(o->b, '}');
}

static void put_instant(struct out *o, int64_t ms) {
    char text[INSTANT_TEXT_MAX];
    instant_format(ms, text);
    json_quote(o->b, bytes_str(text));
}

static const struct zone *zone_of(const struct view *v) {
    static const struct zone utc = {.name = "UTC", .rule = "UTC0"};
    return v->law->charter ? &v->law->charter->zone : &utc;
}

static void put_civil(struct out *o, int32_t day, enum calendar calendar) {
    struct civil c = civil_of_day(day, calendar);
    buf_format(o->b, "\"%04d-%02d-%02d\"", (int)c.year, c.month, c.day);
}

static void put_day(struct out *o, int64_t ms) {
    const struct charter *c = o->v->law->charter;
    int32_t day = zone_day(zone_of(o->v), ms);
    if (!c || c->calendar == CALENDAR_GREGORIAN) {
        put_civil(o, day, CALENDAR_GREGORIAN);
        return;
    }
    buf_str(o->b, "{\"day\":");
    put_civil(o, day, c->calendar);
    buf_str(o->b, ",\"calendar\":\"julian\",\"gregorian\":");
    put_civil(o, day, CALENDAR_GREGORIAN);
    buf_byte(o->b, '}');
}

static void put_when(struct out *o, const struct doc_when *w) {
    char edtf[WHEN_TEXT_MAX];
    buf_str(o->b, "{\"text\":");
    json_quote(o->b, w->text);
    buf_format(o->b, ",\"calendar\":\"%s\"",
               w->when.calendar == CALENDAR_JULIAN ? "julian" : "gregorian");
    if (when_edtf(w->text, w->when.calendar, edtf) == 0) {
        buf_str(o->b, ",\"edtf\":");
        json_quote(o->b, bytes_str(edtf));
    }
    if (w->when.lo != INSTANT_MIN) {
        buf_str(o->b, ",\"from\":");
        put_instant(o, w->when.lo);
    }
    if (w->when.hi != INSTANT_MAX) {
        buf_str(o->b, ",\"before\":");
        put_instant(o, w->when.hi);
    }
    buf_byte(o->b, '}');
}

static void put_ratio(struct out *o, const char *name, struct ratio r) {
    if (!r.den)
        return;
    key(o, name, false);
    if (r.den == 1)
        buf_format(o->b, "%lld", (long long)r.num);
    else
        buf_format(o->b, "\"%lld/%lld\"", (long long)r.num, (long long)r.den);
}

static void put_quantity(struct out *o, struct bytes text) {
    static const char *const kinds[] = {"none", "exact", "about", "range", "over", "at-least",
                                        "at-most", "under", "magnitude", "unknown"};
    struct quantity q;
    buf_str(o->b, "{\"text\":");
    json_quote(o->b, text);
    if (quantity_parse(text, &q) == 0) {
        buf_format(o->b, ",\"kind\":\"%s\"", kinds[q.kind]);
        put_ratio(o, "low", q.lo);
        put_ratio(o, "high", q.hi);
    }
    buf_byte(o->b, '}');
}

static void put_address(struct buf *b, struct bytes name) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < name.n; i++) {
        uint8_t c = name.at[i];
        if (c > 0x20 && c < 0x7f && !strchr("\"%<>?#[]\\^`{|}", c)) {
            buf_byte(b, c);
        } else {
            buf_byte(b, '%');
            buf_byte(b, (uint8_t)hex[c >> 4]);
            buf_byte(b, (uint8_t)hex[c & 15]);
        }
    }
}

static void put_ref(struct out *o, const struct doc_ref *r) {
    buf_byte(o->b, '{');
    if (r->name.n) {
        key(o, "name", true);
        json_quote(o->b, r->name);
    } else {
        buf_str(o->b, "\"not_named\":true");
    }
    if (r->part)
        buf_format(o->b, ",\"part\":%u", (unsigned)r->part);
    key(o, "noun", false);
    json_quote(o->b, r->noun);
    key(o, "kind", false);
    json_quote(o->b, r->kind);
    if (r->title.n) {
        key(o, "title", false);
        put_title(o, r->title);
    }
    if (r->name.n && o->under) {
        key(o, "url", false);
        buf_byte(o->b, '"');
        buf_str(o->b, o->under);
        buf_bytes(o->b, r->noun);
        buf_byte(o->b, '/');
        put_address(o->b, r->name);
        buf_byte(o->b, '"');
    }
    buf_byte(o->b, '}');
}

static void put(struct out *o, const struct doc *d) {
    switch (d->kind) {
    case DOC_NONE: buf_str(o->b, "null"); break;
    case DOC_TEXT:
    case DOC_WORD:
    case DOC_SENTENCE: json_quote(o->b, d->text); break;
    case DOC_TITLE: put_title(o, d->text); break;
    case DOC_INT:
    case DOC_ID: buf_format(o->b, "%lld", (long long)d->number); break;
    case DOC_FLAG: buf_str(o->b, d->number ? "true" : "false"); break;
    case DOC_INSTANT: put_instant(o, d->number); break;
    case DOC_DAY: put_day(o, d->number); break;
    case DOC_QUANTITY: put_quantity(o, d->text); break;
    case DOC_WHEN: put_when(o, d->when); break;
    case DOC_REF: put_ref(o, d->ref); break;
    case DOC_RULE: json_quote(o->b, d->rule->text); break;
    case DOC_LIST:
    case DOC_MAP: {
        bool map = d->kind == DOC_MAP, first = true;
        buf_byte(o->b, map ? '{' : '[');
        for (const struct doc_field *f = d->first; f; f = f->next, first = false) {
            if (map)
                key(o, f->name, first);
            else
                buf_str(o->b, first ? "" : ",");
            put(o, &f->value);
        }
        buf_byte(o->b, map ? '}' : ']');
        break;
    }
    }
}

void view_json(const struct view *v, const struct doc *d, const char *under, struct buf *b) {
    struct out o = {.v = v, .under = under, .b = b};
    put(&o, d);
}
