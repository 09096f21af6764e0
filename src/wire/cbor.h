/* CBOR lives in base/, for charter/ writes it too and stands on the same floor as wire/. */
#ifndef KOINON_WIRE_CBOR_H
#define KOINON_WIRE_CBOR_H
#include "base/cbor.h"
#endif
