/* serve: the server over a data directory, until it is asked to stop. */
#include "acts/pipeline.h"
#include "command/command.h"
#include "serve/serve.h"

static const struct option_kind serve_options[] = {
    { "listen", "ADDR:PORT",
      TEXT_INIT("where to listen; 127.0.0.1:8080 if nothing else is said", "监听地址，默认 127.0.0.1:8080") },
    { 0 },
};

static int serve_command(struct invocation *in) {
    struct error err = { 0 };
    struct alliance *a;
    serve_hold_signals();
    if (alliance_open(&a, in->words[0], ALLIANCE_SERVE, &err) != 0) return say_error(in, &err);
    int result = serve_run(a, option(in, "listen"), &err);
    alliance_close(a);
    return result == 0 ? EXIT_DONE : say_error(in, &err);
}

COMMAND(serve) = {
    .name = "serve",
    .usage = "serve DIR [--listen ADDR:PORT]",
    .summary = TEXT_INIT("the server", "启动网页服务"),
    .help = TEXT_INIT(
        "Settings stand in DIR/charterd.conf. SIGTERM and SIGINT finish what is under way, then stop. /healthz answers "
        "when "
        "it is ready.",
        "设置见 DIR/charterd.conf。收到 SIGTERM 或 SIGINT 后，处理完当前事项即停止。就绪后 /healthz 有应答。"),
    .options = serve_options,
    .words_min = 1,
    .words_max = 1,
    .run = serve_command,
};
