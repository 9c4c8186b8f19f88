/* Keys, notes and checkpoints against other people's vectors, and against every kind of damage. */
#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "register/checkpoint.h"

/* From the documentation of golang.org/x/mod/sumdb/note. */
static const char peter_vkey[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char peter_skey[] = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
static const char enoch_vkey[] = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
#define PETER_TEXT                                                                                                     \
    "If you think cryptography is the answer to your problem,\n"                                                       \
    "then you don't know what your problem is.\n"
#define PETER_LINE                                                                                                     \
    "\xe2\x80\x94 PeterNeumann "                                                                                       \
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define ENOCH_LINE                                                                                                     \
    "\xe2\x80\x94 EnochRoot "                                                                                          \
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

/* The example of c2sp.org/tlog-checkpoint, cosigned by Go's crypto/ed25519 with a key of these tests. */
#define SOFA_TEXT "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
static const char witness_vkey[] = "witness.example.org/w1+0bf78dc5+BMJQaXbMymRH9Fu+nR762E4S+iUoYeWXJN5HNctcXRhn";
static const char witness_skey[] =
    "PRIVATE+KEY+witness.example.org/w1+0bf78dc5+BGRTR+ZyGVgVIS6QqFnb66G3fnbWFOWJn6TpP7SgZXwO";
#define WITNESS_LINE                                                                                                   \
    "\xe2\x80\x94 witness.example.org/w1 "                                                                             \
    "C/eNxQAAAABkGFDLrAzXT1cCr2iVCtUZIdEbQGf6CKOBE5IMkXJggtmycoJ8wxtAqGZqi3M49yaMfCrg/"                                \
    "WBo4r8i72kywLgU9f/nDw==\n"

static struct vkey vkey_of(const char *line) {
    struct vkey key;
    assert_int_equal(vkey_parse(&key, str_of(line), NULL), 0);
    return key;
}

static struct skey skey_of(const char *line) {
    struct skey key;
    assert_int_equal(skey_parse(&key, str_of(line), NULL), 0);
    return key;
}

static struct skey example_key(const char *name, enum key_type type, uint64_t seed) {
    struct entropy e;
    struct skey key;
    entropy_seeded(&e, seed);
    assert_int_equal(skey_generate(&key, str_of(name), type, &e, NULL), 0);
    return key;
}

/* ---- keys ---- */

static void test_key_lines(void **state) {
    (void)state;
    static const char *const lines[] = { peter_skey, witness_skey };
    static const char *const publics[] = { peter_vkey, witness_vkey };
    struct buf b;
    buf_init(&b, 1024);
    for (int i = 0; i < 2; i++) {
        struct skey secret = skey_of(lines[i]);
        struct vkey public = vkey_of(publics[i]);
        assert_memory_equal(&secret.vkey, &public, sizeof(public));
        buf_clear(&b);
        skey_format(&b, &secret);
        assert_string_equal(buf_z(&b), lines[i]);
        buf_clear(&b);
        vkey_format(&b, &public);
        assert_string_equal(buf_z(&b), publics[i]);
    }
    assert_int_equal(vkey_of(peter_vkey).id, 0xc74f20a3);
    buf_release(&b);
}

static void test_key_lines_refused(void **state) {
    (void)state;
    struct vkey key;
    struct skey secret;
    static const char *const bad[] = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", /* another id */
        "PeterNeumanN+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", /* another name */
        "PeterNeumann+c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", /* longer key */
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n\n",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(vkey_parse(&key, str_of(bad[i]), NULL), ERR_SYNTAX);
    assert_int_equal(vkey_parse(&key, str_of("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
                                NULL),
                     ERR_RANGE); /* a type not spoken */
    assert_int_equal(skey_parse(&secret, str_of(peter_vkey), NULL), ERR_SYNTAX);
    assert_int_equal(
        skey_parse(&secret, str_of("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFy"),
                   NULL),
        ERR_SYNTAX);
}

static void test_names(void **state) {
    (void)state;
    static const char *const good[] = { "a", "example.org/register", "例.example/登记簿", "a\x7f" };
    static const char *const bad[] = { "",     "a b",      "a+b", "a\tb", "a\xc2\xa0", "\xe3\x80\x80", "a\xe2\x80\x85",
                                       "\xff", "a\xc0\xaf" };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) assert_true(key_name_valid(str_of(good[i])));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) assert_false(key_name_valid(str_of(bad[i])));
    assert_true(origin_valid(STR("example.org/register")));
    assert_false(origin_valid(STR("https://example.org/register")));
    assert_false(origin_valid(STR("example.org/register/")));
}

static void test_key_file(void **state) {
    (void)state;
    char dir[] = "/tmp/charterd-key-XXXXXX", path[64];
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/key", dir);
    struct skey key = example_key("example.org/register", KEY_ED25519, 1), loaded;
    assert_int_equal(skey_load(path, &loaded, NULL), ERR_MISSING);
    assert_int_equal(skey_save(path, &key, NULL), 0);
    assert_int_equal(skey_save(path, &key, NULL), ERR_EXISTS);
    assert_int_equal(skey_load(path, &loaded, NULL), 0);
    assert_memory_equal(&key, &loaded, sizeof(key));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(skey_load(path, &loaded, NULL), ERR_DENIED);
    unlink(path);
    rmdir(dir);
}

/* ---- notes ---- */

static void test_note_vector(void **state) {
    (void)state;
    struct skey peter = skey_of(peter_skey);
    struct vkey keys[] = { peter.vkey, vkey_of(enoch_vkey) };
    struct buf b;
    buf_init(&b, 4096);
    note_sign(&b, STR(PETER_TEXT), &peter);
    assert_string_equal(buf_z(&b), PETER_TEXT "\n" PETER_LINE);
    buf_addz(&b, ENOCH_LINE);
    struct note n;
    struct note_seen seen[2];
    assert_int_equal(note_parse(&n, buf_str(&b), NULL), 0);
    assert_int_equal(n.count, 2);
    assert_true(str_is(n.text, PETER_TEXT));
    assert_int_equal(note_verify(&n, keys, 2, seen, NULL), 2);
    assert_true(seen[0].signed_by && seen[1].signed_by);
    assert_int_equal(note_verify(&n, keys, 1, seen, NULL), 1);
    assert_int_equal(note_verify(&n, NULL, 0, NULL, NULL), 0);
    buf_release(&b);
}

static void test_note_blank_lines(void **state) {
    (void)state;
    struct skey key = example_key("k", KEY_ED25519, 7);
    struct buf b;
    buf_init(&b, 4096);
    note_sign(&b, STR("first\n\n\xe2\x80\x94 k not a signature\n\nlast: \xe7\xab\xa0\n"), &key);
    struct note n;
    assert_int_equal(note_parse(&n, buf_str(&b), NULL), 0);
    assert_int_equal(n.count, 1);
    assert_true(str_is(n.text, "first\n\n\xe2\x80\x94 k not a signature\n\nlast: \xe7\xab\xa0\n")); /* N1 */
    assert_int_equal(note_verify(&n, &key.vkey, 1, NULL, NULL), 1);
    buf_release(&b);
}

static void test_note_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "\n",
        "\n\n",
        PETER_TEXT,
        PETER_TEXT "\n",
        PETER_TEXT PETER_LINE,
        PETER_TEXT "\n" PETER_LINE "\n",
        PETER_TEXT "\n" PETER_LINE "x",
        PETER_TEXT "\n-- PeterNeumann x08go/ZJkuBS9UG/\n",
        PETER_TEXT "\n\xe2\x80\x94 PeterNeumann\n",
        PETER_TEXT "\n\xe2\x80\x94 PeterNeumann \n",
        PETER_TEXT "\n\xe2\x80\x94  x08go/ZJkuBS9UG/\n",
        PETER_TEXT "\n\xe2\x80\x94 PeterNeumann x08gow==\n",         /* an id without a signature */
        PETER_TEXT "\n\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG=\n", /* not base64 */
        PETER_TEXT "\n\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG_\n",
        PETER_TEXT "\n\xe2\x80\x94 Peter+Neumann x08go/ZJkuBS9UG/\n",
        PETER_TEXT "\n\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/ \n",
        "tab\there\n\n" PETER_LINE,
        "return\r\n\n" PETER_LINE,
        "\xff\n\n" PETER_LINE,
        "\xed\xa0\x80\n\n" PETER_LINE,
    };
    struct note n;
    struct error err;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(note_parse(&n, str_of(bad[i]), &err), ERR_SYNTAX); /* N2, N3 */
    assert_int_equal(note_parse(&n, (struct str){ "a\0b\n\n" PETER_LINE, 5 + sizeof(PETER_LINE) - 1 }, &err),
                     ERR_SYNTAX);
}

static void test_note_unknown_and_bad_keys(void **state) {
    (void)state;
    struct skey key = example_key("example.org/register", KEY_ED25519, 1);
    struct skey other = example_key("example.org/register", KEY_ED25519, 2); /* same name, another id */
    struct note n;
    struct buf b;
    buf_init(&b, 1 << 16);
    note_sign(&b, STR("text\n"), &key);
    for (uint64_t i = 0; i < 30; i++) {
        struct skey more = example_key("witness.example", KEY_COSIGNATURE, 100 + i);
        note_add_signature(&b, STR("text\n"), &more, 1700000000);
    }
    assert_int_equal(note_parse(&n, buf_str(&b), NULL), 0);
    assert_int_equal(n.count, 31);
    assert_int_equal(note_verify(&n, &key.vkey, 1, NULL, NULL), 1); /* N4: unknown ones are skipped */
    assert_int_equal(note_verify(&n, &other.vkey, 1, NULL, NULL), 0);
    /* the known key's id over another text: refused, even beside a good one */
    struct buf bad;
    buf_init(&bad, 1 << 16);
    buf_add(&bad, buf_str(&b));
    note_add_signature(&bad, STR("another text\n"), &key, 0);
    struct error err;
    assert_int_equal(note_parse(&n, buf_str(&bad), NULL), 0);
    assert_int_equal(note_verify(&n, &key.vkey, 1, NULL, &err), ERR_CORRUPT); /* N4 */
    assert_int_equal(note_verify(&n, &other.vkey, 1, NULL, &err), 0);
    /* too many */
    for (int i = 0; i < NOTE_SIGNATURES_MAX; i++) note_add_signature(&b, STR("text\n"), &other, 0);
    assert_int_equal(note_parse(&n, buf_str(&b), &err), ERR_TOO_LARGE);
    buf_release(&b);
    buf_release(&bad);
}

static bool accepted(struct str message, const struct vkey *keys) {
    struct note n;
    return note_parse(&n, message, NULL) == 0 && note_verify(&n, keys, 2, NULL, NULL) == 2;
}

/* Any other value in any byte must be noticed; so must a byte less or more. */
static void test_note_every_byte(void **state) {
    (void)state;
    struct skey log = example_key("example.org/register", KEY_ED25519, 1);
    struct skey witness = example_key("witness.example", KEY_COSIGNATURE, 2);
    struct vkey keys[] = { log.vkey, witness.vkey };
    struct buf b;
    buf_init(&b, 4096);
    struct hash root = hash_of(STR(""));
    checkpoint_sign(&b, 0, &root, &log);
    struct note n;
    assert_int_equal(note_parse(&n, buf_str(&b), NULL), 0);
    struct buf text;
    buf_init(&text, 4096);
    buf_add(&text, n.text);
    note_add_signature(&b, buf_str(&text), &witness, 1700000000);
    assert_true(accepted(buf_str(&b), keys));
    for (size_t i = 0; i < b.len; i++) {
        char was = b.data[i];
        for (int bit = 0; bit < 8; bit++) {
            b.data[i] = (char)(was ^ (1 << bit));
            assert_false(accepted(buf_str(&b), keys));
        }
        b.data[i] = '\n';
        assert_true(was == '\n' || !accepted(buf_str(&b), keys));
        b.data[i] = was;
        assert_false(accepted(str_head(buf_str(&b), i), keys));
    }
    assert_true(accepted(buf_str(&b), keys));
    buf_addc(&b, '\n');
    assert_false(accepted(buf_str(&b), keys));
    buf_release(&text);
    buf_release(&b);
}

/* ---- checkpoints ---- */

static void test_cosignature_vector(void **state) {
    (void)state;
    struct skey witness = skey_of(witness_skey);
    struct skey log = example_key("example.com/behind-the-sofa", KEY_ED25519, 3);
    struct buf b;
    buf_init(&b, 4096);
    note_add_signature(&b, STR(SOFA_TEXT), &witness, 1679315147);
    assert_string_equal(buf_z(&b), WITNESS_LINE);
    buf_clear(&b);
    note_sign(&b, STR(SOFA_TEXT), &log);
    buf_addz(&b, WITNESS_LINE);
    struct vkey witnesses[] = { witness.vkey, vkey_of(enoch_vkey) };
    struct note_seen seen[2];
    struct checkpoint c;
    assert_int_equal(checkpoint_open(&c, buf_str(&b), &log.vkey, witnesses, 2, seen, NULL), 0);
    assert_true(str_is(c.origin, "example.com/behind-the-sofa"));
    assert_int_equal(c.size, 20852163);
    assert_true(seen[0].signed_by && !seen[1].signed_by);
    assert_int_equal(seen[0].time, 1679315147);
    struct buf again;
    buf_init(&again, 4096);
    checkpoint_text(&again, &c);
    assert_string_equal(buf_z(&again), SOFA_TEXT);
    buf_release(&again);
    buf_release(&b);
}

static void test_checkpoint_text(void **state) {
    (void)state;
#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    static const char *const good[] = {
        "example.org\n0\n" ROOT,
        "example.org\n9223372036854775807\n" ROOT,
        "with a space\n17\n" ROOT, /* a client must not assume the origin's form */
        "example.org\n17\n" ROOT "extension\nanother\n",
    };
    static const char *const bad[] = {
        "",
        "example.org\n",
        "example.org\n17\n",
        "example.org\n17\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "example.org\n17\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", /* stray bits */
        "example.org\n17\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n",
        "\n17\n" ROOT,
        "example.org\n017\n" ROOT,
        "example.org\n+17\n" ROOT,
        "example.org\n-17\n" ROOT,
        "example.org\n 17\n" ROOT,
        "example.org\n\n" ROOT,
        "example.org\n17\n\n" ROOT,
        "example.org\n17\n" ROOT "\n",
        "example.org\n17\n" ROOT "extension\n\n",
        "example.org\n17\n" ROOT "extension",
    };
    struct checkpoint c;
    struct error err;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_int_equal(checkpoint_parse(&c, str_of(good[i]), &err), 0);
    assert_true(str_is(c.extension, "extension\nanother\n"));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(checkpoint_parse(&c, str_of(bad[i]), &err), ERR_SYNTAX);
    assert_int_equal(checkpoint_parse(&c, STR("example.org\n9223372036854775808\n" ROOT), &err), ERR_RANGE);
}

static void test_checkpoint_open_refused(void **state) {
    (void)state;
    struct skey key = example_key("example.org/register", KEY_ED25519, 1);
    struct skey other = example_key("example.org/register", KEY_ED25519, 2);
    struct hash root = hash_of(STR("x"));
    struct checkpoint c;
    struct error err;
    struct buf b;
    buf_init(&b, 4096);
    checkpoint_sign(&b, 17, &root, &key);
    assert_int_equal(checkpoint_open(&c, buf_str(&b), &key.vkey, NULL, 0, NULL, &err), 0);
    assert_int_equal(c.size, 17);
    assert_true(hash_eq(&c.root, &root));
    assert_int_equal(checkpoint_open(&c, buf_str(&b), &other.vkey, NULL, 0, NULL, &err), ERR_MISSING);
    buf_clear(&b);
    note_sign(&b, STR("another.example\n17\n" ROOT), &key);
    assert_int_equal(checkpoint_open(&c, buf_str(&b), &key.vkey, NULL, 0, NULL, &err), ERR_CONFLICT);
    buf_clear(&b);
    note_sign(&b, STR("not a checkpoint\n"), &key);
    assert_int_equal(checkpoint_open(&c, buf_str(&b), &key.vkey, NULL, 0, NULL, &err), ERR_SYNTAX);
    buf_release(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CHECK("register/key: both lines of Go's and our own example keys", test_key_lines),
        CHECK("register/key: damaged lines are refused", test_key_lines_refused),
        CHECK("register/key: names and origins", test_names),
        CHECK("register/key: the file is the owner's alone", test_key_file),
        CHECK("register/note: Go's example is signed byte for byte and verifies", test_note_vector),
        CHECK("register/note: N1 the text goes to the last blank line", test_note_blank_lines),
        CHECK("register/note: N2 N3 malformed notes are refused", test_note_refused),
        CHECK("register/note: N4 unknown keys are skipped, a known key's bad signature is not",
              test_note_unknown_and_bad_keys),
        CHECK("register/note: N3 no byte can be changed unnoticed", test_note_every_byte),
        CHECK("register/checkpoint: a cosignature made by Go's ed25519", test_cosignature_vector),
        CHECK("register/checkpoint: C1 texts taken and refused", test_checkpoint_text),
        CHECK("register/checkpoint: C2 another key, another origin, another text", test_checkpoint_open_refused),
    };
    return cmocka_run_group_tests_name("register/note", tests, NULL, NULL);
}
