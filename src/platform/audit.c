#include "platform/audit.h"

#include "platform/audit.sql.h"

#define SUBJECT_NAME(name, text) [AUDIT_##name] = text,

const char *audit_subject_name(enum audit_subject s)
{
    static const char *const names[] = {AUDIT_SUBJECT_MAP(SUBJECT_NAME)};
    return names[s];
}

rc audit_write(struct db *db, struct sealer *sealer, const struct audit_entry *entry)
{
    struct buf sealed;
    buf_init(&sealed);
    if (entry->detail.len)
        seal(sealer, entry->detail, &sealed);
    rc r = q_audit_add(
        db,
        &(struct q_audit_add_in){.at = entry->at,
                                 .staff_id = {entry->staff_id != 0, entry->staff_id},
                                 .session_id = {entry->session_id != 0, entry->session_id},
                                 .token_id = {entry->token_id != 0, entry->token_id},
                                 .seen_as = {entry->seen_as != 0, entry->seen_as},
                                 .what = text_of(entry->what),
                                 .subject = (int16_t)entry->subject,
                                 .subject_id = {entry->subject != AUDIT_NONE, entry->subject_id},
                                 .came_from = entry->address,
                                 .detail_sealed = buf_text(&sealed)},
        NULL);
    buf_release(&sealed);
    return r;
}
