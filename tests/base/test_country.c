/* Names of countries and regions: both languages, every code found, what is no code stays. */
#include "base/country.h"
#include "support/check.h"

static void test_names(void **state) {
    (void)state;
    assert_string_equal(country_name("CN").en, "China");
    assert_string_equal(country_name("CN").zh, "中国");
    assert_string_equal(country_name("SG").zh, "新加坡");
    assert_string_equal(country_name("ZZ").en, "ZZ");
    assert_string_equal(country_name("").zh, "");
    assert_true(country_known("SG"));
    assert_false(country_known("sg"));
    assert_true(country_count > 200);
    for (size_t i = 0; i < country_count; i++) {
        struct text name = country_name(countries[i].code);
        assert_ptr_equal(name.en, countries[i].name.en);
        assert_true(name.en[0] && name.zh[0]);
        assert_true((unsigned char)name.zh[0] >= 0xe4); /* written in Chinese */
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { { "base/country: every code has its names", test_names, NULL, NULL, NULL } };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
