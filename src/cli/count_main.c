#include "cli/count.h"

int main(int argc, char **argv) {
    return cli_count(argc, argv);
}
