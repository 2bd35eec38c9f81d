#ifndef CFARTHING_DATA_H
#define CFARTHING_DATA_H

#include <stddef.h>

// Generated data, embedded so that the executable needs no files beside it. The bytes live in
// read-only pages that are read from disk when they are first touched. `Scripts/data` generates
// the files and describes their forms.

typedef struct {
    const unsigned char *start;
    size_t length;
} farthing_data;

// The price book.
farthing_data farthing_data_prices(void);

// What a dollar is in other currencies.
farthing_data farthing_data_rates(void);

// Byte-pair vocabularies of OpenAI's models.
farthing_data farthing_data_o200k(void);
farthing_data farthing_data_cl100k(void);

// Character classes of the pre-tokenizers.
farthing_data farthing_data_characters(void);

#endif
