/* Pages about the house itself. */
#include "views/about.html.h"

static void view_accessibility(struct view *v) {
    page_begin(v, T("Accessibility", "无障碍说明"), NULL);
    tpl_accessibility(v);
    page_end(v);
}
VIEW(accessibility) = { .path = "/about/accessibility", .cached = true, .run = view_accessibility };
