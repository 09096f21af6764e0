/* Who is a member of what, for whoever keeps the lists (import and export on the machine itself).
 * No page shows these: publicity is for view_make(). */
#ifndef KOINON_VIEW_MEMBERS_H
#define KOINON_VIEW_MEMBERS_H

#include "law/law.h"

struct view_member {
    uint32_t person, unit; /* unit: the federation's id where there are none */
    struct bytes person_name, unit_name, class_; /* as in the record; class may be empty */
    uint64_t groups;                             /* bit i: the i-th group of the constitution */
    uint32_t arrears;                            /* months owed */
};
typedef int view_member_visit(void *self, const struct view_member *m);
/* Those who are members now, in the order they joined; UNIT 0: of every unit. Anything but 0 of
 * VISIT ends it and is the answer. */
int view_members(const struct law *l, uint32_t unit, view_member_visit *visit, void *self);

/* The unit that people call so: by name, alias, or title in any language. 0: none; UINT32_MAX: more
 * than one. Without units in the constitution an empty TEXT is the federation. */
uint32_t view_unit_called(const struct law *l, struct bytes text);
/* The nearest name of a unit, "" when none is near. */
struct bytes view_unit_near(const struct law *l, struct bytes text);
/* The nearest name of anything that has one, "" when none is near: for a name that is not there. It
 * looks at the first 20 000 things. A person is named only to who may see her name. */
struct bytes view_thing_near(const struct law *l, struct bytes text);
/* The unit she is a member of now, 0 none. */
uint32_t view_unit_of(const struct law *l, uint32_t person);

#endif
