#pragma once
/* say -- sentences in the user's tongue, for pages. */
#include "base/say.h"
