#pragma once
/* remove -- takes away what an invented bank has left on the disk. */
#include "base/base.h"

/* The directory and all below it, links not followed; what cannot be removed stays. */
void remove_tree(const char *path);
