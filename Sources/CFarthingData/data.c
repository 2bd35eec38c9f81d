#include "CFarthingData.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

_Alignas(64) static const unsigned char prices[] = {
#embed "prices.txt"
};
_Alignas(64) static const unsigned char rates[] = {
#embed "rates.txt"
};
_Alignas(64) static const unsigned char o200k[] = {
#embed "o200k.bin"
};
_Alignas(64) static const unsigned char cl100k[] = {
#embed "cl100k.bin"
};
_Alignas(64) static const unsigned char characters[] = {
#embed "characters.bin"
};

#define DATA(name) \
    farthing_data farthing_data_##name(void) { return (farthing_data){name, sizeof name}; }

DATA(prices)
DATA(rates)
DATA(o200k)
DATA(cl100k)
DATA(characters)
