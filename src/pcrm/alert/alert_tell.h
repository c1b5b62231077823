#pragma once
/* alert_tell -- private to pcrm/alert: one alert as a sentence, out of what its query found. */
#include "pcrm/alert/alert_words.h"
#include "pcrm/alert/alert_words.sql.h"

/* 'row' is masked already; 'today' is the day on which it is read.  Everything but the customer's
 * name. */
struct alert_line alert_tell(struct arena *a, enum tongue tongue, day today,
                             const struct q_alert_lines_row *row);
