/* The credentials of ballots that were published, held against the keys: at the count, and by whoever counts again. */
#include <string.h>

#include "acts/elections/polling.h"
#include "acts/elections/published.h"

bool ballot_proved(const struct election *e, struct str opened_key, size_t place, int64_t contest, struct str serial,
                   struct str proof) {
    struct hash number, secret;
    if (hash_from_hex(serial, &number) != 0) return false;
    if (strcmp(e->mode, "sealed") != 0)
        return opened_key.data && hash_from_hex(opened_key, &secret) == 0 &&
               receipt_fits(proof, &secret, contest, number.b);
    struct buf signature, message;
    buf_init(&signature, 2 * SEALED_SIGNATURE);
    buf_init(&message, 64);
    sealed_message(&message, contest);
    bool fits = e->key && base64url_parse(proof, &signature) == 0 &&
                sealed_fits(sealed_key_of(str_of(e->key), place), number.b, buf_str(&message), buf_str(&signature));
    buf_release(&signature);
    buf_release(&message);
    return fits;
}

int64_t document_unproved(const struct election *e, struct str opened_key, const struct contest *contests,
                          size_t contest_count, struct str document) {
    struct str before = STR(""), rest = document;
    int64_t before_place = 0;
    str_cut(&rest, '\n'); /* headings */
    for (int64_t n = 2; rest.len > 0; n++) {
        struct str line = str_cut(&rest, '\n'), place = str_cut(&line, ',');
        str_cut(&line, ',');
        struct str serial = str_cut(&line, ',');
        int64_t number;
        if (str_int(place, &number) != 0 || number < 1 || number > (int64_t)contest_count) return n;
        /* In the order of contest and serial, so that the same twice would stand together. */
        if (number < before_place || (number == before_place && str_cmp(before, serial) >= 0)) return n;
        if (!ballot_proved(e, opened_key, (size_t)number - 1, contests[number - 1].id, serial, line)) return n;
        before = serial;
        before_place = number;
    }
    return 0;
}
