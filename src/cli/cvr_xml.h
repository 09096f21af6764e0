/* Cast vote records written as XML, in the shape of the same records as JSON: the NIST common data
 * format has both, and what reads the one then reads the other. An element is an object; its
 * attribute ObjectId is "@id"; what has no elements within is a text, a `Rank` a number; elements
 * that may occur several times are arrays (CVR_XML_LISTS). Prefixes of names are left out. */
#ifndef KOINON_CLI_CVR_XML_H
#define KOINON_CLI_CVR_XML_H

#include <jansson.h>

#include "base/fail.h"

#define CVR_XML_BYTES (1u << 30) /* of one file */

/* NULL: it is not there, no XML, too deep or too long; F says which, and in which line. */
json_t *cvr_xml_load(const char *path, struct fail *f);

#endif
