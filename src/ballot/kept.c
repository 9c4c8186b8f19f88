/* The few keys that were used last, as they were read.
 *
 * To read a key from its text, and to make ready what the arithmetic wants beside it, takes OpenSSL longer than to sign; and
 * while thousands ask for their papers it is always the same one. A key is known again by the hash of its text, so what is
 * given is what would have been read. Nothing is decided by what is kept here: without it all is the same, and slower. */
#include <pthread.h>
#include <string.h>

#include "base/hash.h"
#include "ballot/rsa.h"
#include "ballot/sealed.h"

enum { KEPT_MAX = 32 };

static struct {
    pthread_mutex_t lock;
    struct {
        struct hash text;
        EVP_PKEY *key;
    } kept[KEPT_MAX];
    unsigned turn;
} keys = { .lock = PTHREAD_MUTEX_INITIALIZER };

static EVP_PKEY *find(const struct hash *text) {
    EVP_PKEY *key = NULL;
    pthread_mutex_lock(&keys.lock);
    for (int i = 0; i < KEPT_MAX && !key; i++)
        if (keys.kept[i].key && memcmp(keys.kept[i].text.b, text->b, HASH_SIZE) == 0) key = keys.kept[i].key;
    if (key) EVP_PKEY_up_ref(key);
    pthread_mutex_unlock(&keys.lock);
    return key;
}

static void keep(const struct hash *text, EVP_PKEY *key) {
    EVP_PKEY_up_ref(key);
    pthread_mutex_lock(&keys.lock);
    unsigned place = keys.turn++ % KEPT_MAX;
    EVP_PKEY *before = keys.kept[place].key;
    keys.kept[place].text = *text;
    keys.kept[place].key = key;
    pthread_mutex_unlock(&keys.lock);
    EVP_PKEY_free(before);
}

EVP_PKEY *rsa_key_of(struct str text, EVP_PKEY *(*read)(struct str text)) {
    if (!text.data) return NULL;
    struct hash h = hash_of(text);
    EVP_PKEY *key = find(&h);
    if (!key && (key = read(text))) keep(&h, key);
    return key;
}

void sealed_keys_forget(void) {
    pthread_mutex_lock(&keys.lock);
    for (int i = 0; i < KEPT_MAX; i++) {
        EVP_PKEY_free(keys.kept[i].key); /* OpenSSL overwrites what was secret */
        keys.kept[i].key = NULL;
    }
    pthread_mutex_unlock(&keys.lock);
}
