/* charterd: an alliance run by its charter. The commands are declared in src/command/. */
#include "command/command.h"

int main(int argc, char **argv) { return command_main(argc, argv); }
