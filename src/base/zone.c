/* Zones with a fixed offset.
 *
 * A deadline of a charter is a local midnight, and it must mean the same instant when the register is replayed in
 * twenty years on another machine. So charterd reads no zone database: a zone is a name and an offset that enter with
 * the act. Places whose clocks change twice a year name the offset they mean ("+01:00").
 *
 * The named places below keep one offset the year round; each is the IANA name. */
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

enum { HOUR_S = 3600, QUARTER_S = 900, OFFSET_MIN_S = -12 * HOUR_S };

const struct zone ZONE_UTC = { "UTC", 0 };
const struct zone ZONE_SHANGHAI = { "Asia/Shanghai", 8 * HOUR_S };

static const struct zone places[] = {
    { "UTC", 0 },
    { "Asia/Shanghai", 8 * HOUR_S },
    { "Asia/Hong_Kong", 8 * HOUR_S },
    { "Asia/Macau", 8 * HOUR_S },
    { "Asia/Taipei", 8 * HOUR_S },
    { "Asia/Singapore", 8 * HOUR_S },
    { "Asia/Kuala_Lumpur", 8 * HOUR_S },
    { "Asia/Manila", 8 * HOUR_S },
    { "Asia/Tokyo", 9 * HOUR_S },
    { "Asia/Seoul", 9 * HOUR_S },
    { "Asia/Bangkok", 7 * HOUR_S },
    { "Asia/Ho_Chi_Minh", 7 * HOUR_S },
    { "Asia/Jakarta", 7 * HOUR_S },
    { "Asia/Dhaka", 6 * HOUR_S },
    { "Asia/Urumqi", 6 * HOUR_S },
    { "Asia/Kathmandu", 5 * HOUR_S + 45 * 60 },
    { "Asia/Kolkata", 5 * HOUR_S + 30 * 60 },
    { "Asia/Karachi", 5 * HOUR_S },
    { "Asia/Dubai", 4 * HOUR_S },
    { "Asia/Riyadh", 3 * HOUR_S },
    { "Africa/Nairobi", 3 * HOUR_S },
    { "Africa/Johannesburg", 2 * HOUR_S },
    { "Africa/Lagos", 1 * HOUR_S },
    { "Australia/Brisbane", 10 * HOUR_S },
    { "Australia/Perth", 8 * HOUR_S },
    { "America/Sao_Paulo", -3 * HOUR_S },
    { "America/Bogota", -5 * HOUR_S },
    { "America/Lima", -5 * HOUR_S },
    { "America/Phoenix", -7 * HOUR_S },
    { "Pacific/Honolulu", -10 * HOUR_S },
};

/* Every offset in use is a whole number of quarter hours between -12:00 and +14:00. The names are spelled out because a
 * zone borrows its name for ever. */
#define EAST(h) h ":00", h ":15", h ":30", h ":45"
#define WEST(h, next) "-" h ":00", "-" next ":45", "-" next ":30", "-" next ":15"
static const char *const offset_names[] = {
    WEST("12", "11"), WEST("11", "10"), WEST("10", "09"), WEST("09", "08"), WEST("08", "07"), WEST("07", "06"),
    WEST("06", "05"), WEST("05", "04"), WEST("04", "03"), WEST("03", "02"), WEST("02", "01"), WEST("01", "00"),
    EAST("+00"),      EAST("+01"),      EAST("+02"),      EAST("+03"),      EAST("+04"),      EAST("+05"),
    EAST("+06"),      EAST("+07"),      EAST("+08"),      EAST("+09"),      EAST("+10"),      EAST("+11"),
    EAST("+12"),      EAST("+13"),      "+14:00",
};

struct zone zone_unnamed(struct zone z) {
    return (struct zone){ "", z.offset_s };
}

int zone_find(struct str name, struct zone *ret) {
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (str_is(name, places[i].name)) {
            *ret = places[i];
            return 0;
        }
    }
    for (size_t i = 0; i < sizeof offset_names / sizeof offset_names[0]; i++) {
        if (str_is(name, offset_names[i])) {
            *ret = (struct zone){ offset_names[i], OFFSET_MIN_S + (int32_t)i * QUARTER_S };
            return 0;
        }
    }
    return ERR_MISSING;
}

struct text zone_title(struct zone z) {
    if (str_is(str_of(z.name), "Asia/Shanghai")) return T("Asia/Shanghai", "北京时间");
    if (str_is(str_of(z.name), "UTC")) return T("UTC", "协调世界时");
    return (struct text){ .en = z.name, .zh = z.name };
}
