#pragma once
/* seasons -- private to src/demo: working days and what a year does to a bank.
 *
 * Spring Festival from 2015 to 2040; outside of these years it is taken as 5 February. */
#include "base/date.h"

bool day_works(day d); /* Monday to Friday, but for the public holidays */
day spring_festival(int year);

/* The days of the month (bit 1 to 31) whose payments are made on d: those of d and of the days
 * until the next working day; none where d is none. */
uint32_t days_paid(day d);

/* How much people spend, in per cent of an ordinary working day. */
int spending_mood(day d);

/* Is this the month's pay before Spring Festival, with which the bonus comes? */
bool bonus_time(day d);
