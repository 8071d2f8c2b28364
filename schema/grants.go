package schema

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Role is a role of the database.
type Role string

// The roles. The owner has everything, and is used by migrations alone; none of the others owns anything, or may become the owner.
const (
	Owner   Role = "kaipiao_owner"
	Starter Role = "kaipiao_starter" // starter serve, with the API, and its commands
	Worker  Role = "kaipiao_worker"
	Reader  Role = "kaipiao_reader" // reads, for audits
)

// Roles lists them.
func Roles() []Role { return []Role{Owner, Starter, Worker, Reader} }

// Programs are the roles that are not the owner.
func Programs() []Role { return []Role{Starter, Worker, Reader} }

// Rights are what the programs may do to a table, as it is written after "grant". A table that lives by triggers alone, such as the trail, is
// written with the owner's rights, so that nobody needs a right for it (migrations/011_sealed_trail.sql).
type Rights struct{ Starter, Worker, Reader string }

const (
	reads    = "select"
	nothing  = ""
	locks    = ", update (updated_at)" // a row is locked with the right to change some of it
	newsOf   = "select, update (answer, attempts, due_at, settled_at, since, status, trying)"
	taken    = "select, insert, delete"
	tokens   = "select, insert, update (ends_at, fetched_at, sealed)"
	keeping  = "select, insert"
	fileRows = ", update (fetched_at, key, sha256, size)" // fetched again, where the store has lost one

	// Who audits sees who is signed in, and nothing that a browser or a form is known by.
	sessionsRead = "select (name, issuer, subject, role, permissions, account, vendor, acting_for, begun_at, seen_at, expires_at, ended_at, ended_by)"
)

// Tables has the rights of the programs, table by table: what their statements need, and no more. A test holds it against the statements, and
// fails for a table that has no row here.
var Tables = map[string]Rights{
	"accounts": {
		keeping + ", update (certification, certified_name, email, region, subject, taxpayer_id, updated_at)", keeping + locks, reads,
	},
	"addresses": {taken + ", update (is_default, phone, recipient, region, street)", reads, reads},
	"applications": both(keeping + ", update (address, buyer_name, claimed_at, claimed_by, decided_at, decided_by, decision_reason, overdue_since, " +
		"proposed_at, proposed_by, review_due_at, review_provisional, status)"),
	"attempts":               {reads, keeping, reads},
	"audit_entries":          both(reads),
	"audit_seals":            both(reads),
	"awaited":                {reads, taken, reads},
	"calendar_years":         {keeping + ", update (loaded_at, loaded_by, off, revision, source, worked_weekends)", reads, reads},
	"causes":                 both(reads),
	"confirmed_taxpayer_ids": {keeping, reads, reads},
	"consumptions":           {keeping + ", update (delivered_at, resources_created_at)", keeping, reads},
	"console_links":          {taken + ", update (used_at)", nothing, "select (account, subject, made_by, made_at, expires_at, used_at)"},
	"corrections":            {keeping + ", update (decided_at, decided_by, status)", reads, reads},
	"courier_events":         both(keeping), // what the courier pushes, and what it says when it is asked
	"differences":            both(keeping + ", update (outcome, repaired_at, repaired_by, task)"),
	"documents":              both(keeping),
	// A form that is not handed in yet is nobody else's business.
	"drafts":           {taken + ", update (expires_at, form, key, revision)", nothing, "select (account, person, expires_at)"},
	"events":           both(keeping),
	"exports":          {keeping, "select, update (ended_at, file, making, progress, sha256, size, status, why, why_zh)", reads},
	"idempotency_keys": both(keeping),
	"import_accounts":  {reads, taken + ", update (name)", reads},
	"import_items":     {reads, taken, reads},
	"import_remarks":   {reads, taken, reads},
	"import_sums":      {reads, taken + ", update (charged, credited, line, period_end, rows)", reads},
	"imports":          {keeping, "select, update (booked_to, ended_at, progress, reading, report, status)", reads},
	"invoice_files":    {keeping + fileRows, keeping, reads},
	"invoice_lines":    both(taken),
	"invoices": both(keeping + ", update (address, amount, buyer, calendar_version, courier_company, courier_ordered_at, delivered_at, due_at, " +
		"due_provisional, failure, issued_at, net, not_accepted_at, number, overdue_since, serial, sheet_code, sheet_number, " +
		"shipped_at, status, tax, told_at, tracking_number, waiting_for)"),
	"kept_forms":       {taken, nothing, nothing},
	"ledger_entries":   both(keeping),
	"ledger_totals":    both(reads),
	"listed_documents": both(taken),
	"mails":            {keeping, keeping + ", update (answer, attempts, due_at, given_up_at, handed_over_at)", reads},
	"memberships":      {keeping + ", update (begins, ended_by, ends, made_at, made_by, master, way)", reads, reads},
	"operator_tasks":   both(keeping + ", update (again_at, closed_at, closed_by, detail, detail_zh, failed_at, passed_at, told_at)"),
	"outbox":           both(taken + ", update (attempts, due_at)"),
	"parcels":          both(keeping + ", update (company, ordered, returned_at, shipped_at, silent_at, told_at, tracking_number)"),
	"parked":           both(taken + ", update (behind, cause, due_at, net, next_try_at, released_at, round, since, task, tried_in_vain_at, tries)"),
	"proforma_lines":   {keeping + ", update (given_up)", reads, reads},
	"provider_calls":   both(taken),
	"provider_notes":   both(keeping + ", update (value)"),
	"provider_tokens":  {tokens, tokens, "select (provider, name, fetched_at, ends_at)"},
	"reconciliations":  both(keeping + ", update (documents, ended_at, invoices, reversals)"),
	"record_balances":  {keeping + ", update (released_at)", keeping, reads},
	"refunds":          {keeping, reads, reads},
	"restores":         {keeping + ", update (closed_at, reconciliation)", reads, reads},
	"reversal_files":   {keeping + fileRows, keeping, reads},
	"reversal_lines":   both(keeping),
	"reversals": both(keeping + ", update (asked_at, confirm_by, ended_at, form_number, issued_at, number, overdue_since, reminded, settled_at, status, why, " +
		"withdraw_asked_at, word, word_at, word_by)"),
	"runs":                both(taken + ", update (restarted_at, restarts, start, type)"),
	"seller_pauses":       {keeping + ", update (resumed_at, resumed_by)", reads, reads},
	"serials":             both(keeping + ", update (provider, reserved_number)"),
	"sessions":            {taken + ", update (acting_for, ended_at, ended_by, idle_until, seen_at)", nothing, sessionsRead},
	"sign_ins":            {taken, nothing, nothing},
	"standing_order_runs": {reads, keeping + ", update (told_at)", reads},
	"standing_orders": {
		taken + ", update (address, changed_at, changed_by, day, email, enabled, first_month, kind, medium, remark, title)", reads, reads,
	},
	"subject_changes":  {keeping, reads, reads},
	"ticket_materials": {keeping, reads, reads},
	"ticket_needs":     {keeping + ", update (after)", reads, reads},
	"tickets": both(keeping + ", update (accepted_amount, accepted_subject, asked_because, claimed_at, claimed_by, confirmed_at, decided_at, decided_by, " +
		"decision_reason, due_at, due_provisional, outdated_at, overdue_since, proposed_amount, proposed_at, proposed_by, status, turn, turned_at, withdrawn)"),
	"titles":             {taken + ", update (address_phone, bank_account, is_default, taxpayer_id, title)", reads, reads},
	"webhook_deliveries": {newsOf, nothing, reads},
	"webhooks":           {taken + ", update (disabled_at)", nothing, "select (id, url, documents, created_by, created_at, disabled_at)"},
}

// both programs have the same rights, and the reader reads.
func both(rights string) Rights { return Rights{Starter: rights, Worker: rights, Reader: reads} }

// functions has who may call a function that is no trigger; all others are the owner's. The first ones judge texts in the tables' own rules.
var functions = map[string][]Role{
	"hides_nothing(text)": Programs(), "is_id(text)": Programs(), "says_something(text)": Programs(), "are_lines(text)": Programs(),
	"compared_title(text)": Programs(), "pairs_of(text)": Programs(),
	// Where a month's ids begin says nothing about anybody.
	"number_of_month(timestamptz)": Programs(), "first_id_of_month(integer)": Programs(),
	"make_months(timestamptz)": {Starter}, "begin_month(timestamptz)": {Starter}, "forget_deliveries(timestamptz, integer)": {Starter},
	"seal_audit_trail(int)": {Starter}, "leap_numbers(bigint)": {Starter}, "record_act(text, text, jsonb)": {Starter},
}

// of are the rights of one of the programs.
func (r Rights) of(role Role) string {
	return map[Role]string{Starter: r.Starter, Worker: r.Worker, Reader: r.Reader}[role]
}

// grant gives the programs their rights, and takes every other one, in one transaction. Whoever does it owns the tables. Where a later build has
// migrated meanwhile, the rights are that build's, which knows more tables.
func grant(ctx context.Context, conn *pgx.Conn, known int) error {
	var missing []string
	err := conn.QueryRow(ctx, "select coalesce(array_agg(name), '{}') from unnest($1::text[]) name where not exists (select from pg_roles where rolname = name)",
		names(Programs())).Scan(&missing)
	if err != nil {
		return fmt.Errorf("look for the database's roles: %w", err)
	}
	if len(missing) > 0 {
		return fmt.Errorf("the database has no role %s: an administrator makes the roles once, by `starter database setup`", strings.Join(missing, ", "))
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		var version int
		if err := tx.QueryRow(ctx, "select version from "+versionTable+" for update").Scan(&version); err != nil {
			return fmt.Errorf("look how far the database has been migrated: %w", err)
		}
		if version > known {
			return nil
		}
		for _, statement := range grants() {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
}

// grants are the statements that do so.
func grants() []string {
	programs := strings.Join(names(Programs()), ", ")
	statements := []string{
		"revoke all on schema public from public, " + programs,
		"grant usage on schema public to " + programs,
		"revoke all on all tables in schema public from public, " + programs,
		"revoke all on all sequences in schema public from public, " + programs,
		"revoke all on all functions in schema public from public, " + programs,
		"alter default privileges revoke execute on functions from public",
		"grant select on " + versionTable + " to " + programs, // each looks whether it can work with the database
	}
	for table, rights := range Tables {
		for _, role := range Programs() {
			if list := rights.of(role); list != "" {
				statements = append(statements, fmt.Sprintf("grant %s on %s to %s", list, pgx.Identifier{table}.Sanitize(), role))
			}
		}
	}
	for function, roles := range functions {
		statements = append(statements, fmt.Sprintf("grant execute on function %s to %s", function, strings.Join(names(roles), ", ")))
	}
	return statements
}

func names(roles []Role) (all []string) {
	for _, role := range roles {
		all = append(all, string(role))
	}
	return all
}
