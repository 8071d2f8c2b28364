package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// personal are the columns of the register that hold what is about people and companies, or what people have typed: of a JSON document all its
// texts. What the tests have put there is found nowhere else.
var personal = map[string][]string{
	"accounts":               {"certified_name", "taxpayer_id", "email"},
	"addresses":              {"recipient", "phone", "street"},
	"applications":           {"buyer_name", "buyer_taxpayer_id", "buyer_address_phone", "buyer_bank_account", "address", "email", "remark", "decision_reason"},
	"confirmed_taxpayer_ids": {"taxpayer_id", "reason"},
	"corrections":            {"buyer"},
	"import_accounts":        {"name"},
	"invoices":               {"failure", "address", "buyer", "compared_title", "buyer_taxpayer_id"},
	"mails":                  {"answer"},
	"seller_pauses":          {"reason"},
	"refunds":                {"reason"},
	"reversals":              {"why"},
	"standing_orders":        {"email", "remark"},
	"tickets":                {"address", "note", "decision_reason"},
	"titles":                 {"title", "taxpayer_id", "address_phone", "bank_account"},
}

// public are members of those documents that say nothing about anybody.
var public = []string{"region", "kind", "type", "certification"}

// shortest is how long a text has to be, in bytes, to be told from what is there by chance.
const shortest = 7

// secrets are texts to look for, by how they begin.
type secrets map[[shortest]byte][]string

// collect reads them from the register.
func (s *stack) collect(ctx context.Context) (secrets, error) {
	conn, err := pgx.Connect(ctx, s.DatabaseReaderURL)
	if err != nil {
		return nil, err
	}
	defer conn.Close(ctx)
	found := secrets{}
	for table, columns := range personal {
		for _, column := range columns {
			rows, err := conn.Query(ctx, fmt.Sprintf("SELECT DISTINCT to_jsonb(%s) FROM %s WHERE %[1]s IS NOT NULL", column, table))
			if err != nil {
				return nil, fmt.Errorf("%s.%s: %w", table, column, err)
			}
			values, err := pgx.CollectRows(rows, pgx.RowTo[json.RawMessage])
			if err != nil {
				return nil, fmt.Errorf("%s.%s: %w", table, column, err)
			}
			for _, value := range values {
				var read any
				if err := json.Unmarshal(value, &read); err != nil {
					return nil, err
				}
				found.add(read)
			}
		}
	}
	return found, nil
}

// add takes all texts of a document.
func (f secrets) add(value any) {
	switch read := value.(type) {
	case string:
		if len(read) < shortest {
			return
		}
		begins := [shortest]byte([]byte(read))
		if !slices.Contains(f[begins], read) {
			f[begins] = append(f[begins], read)
		}
	case []any:
		for _, inner := range read {
			f.add(inner)
		}
	case map[string]any:
		for name, inner := range read {
			if !slices.Contains(public, name) {
				f.add(inner)
			}
		}
	}
}

// count is how many there are.
func (f secrets) count() (n int) {
	for _, some := range f {
		n += len(some)
	}
	return n
}

// in lists those that a content has, with what stands around one.
func (f secrets) in(content []byte) (found []string) {
	for i := 0; i+shortest <= len(content); i++ {
		some, might := f[[shortest]byte(content[i:])]
		if !might {
			continue
		}
		for _, text := range some {
			if bytes.HasPrefix(content[i:], []byte(text)) {
				around := content[max(0, i-60):min(len(content), i+len(text)+60)]
				found = append(found, fmt.Sprintf("%q in %q", text, strings.ToValidUTF8(string(around), "?")))
			}
		}
	}
	return found
}

// foundAt are the places at which something was found, each with one example.
type foundAt map[string]string

func (f foundAt) look(where string, content []byte, texts secrets) {
	if _, known := f[where]; known {
		return
	}
	if found := texts.in(content); len(found) > 0 {
		f[where] = fmt.Sprintf("%d times, such as %s", len(found), found[0])
	}
}

func (f foundAt) err() error {
	var problems []error
	for where, what := range f {
		problems = append(problems, fmt.Errorf("S6: personal text in clear outside the register: %s: %s", where, what))
	}
	return errors.Join(problems...)
}

// temporal looks through a file of Temporal's, value by value, and says how many it looked at; known is a text that has to be there, or the search
// itself is wrong.
func (f foundAt) temporal(ctx context.Context, database, known string, texts secrets) (looked int, err error) {
	command := exec.CommandContext(ctx, filepath.Join(root, ".build/bin/temporal"), "--db", database, "--dump")
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := command.Start(); err != nil {
		return 0, err
	}
	seen := false
	values := bufio.NewReaderSize(out, 1<<20)
	for {
		column, err := framed(values)
		if errors.Is(err, io.EOF) {
			break
		}
		value, valueErr := framed(values)
		if err := errors.Join(err, valueErr); err != nil {
			return looked, err
		}
		looked++
		seen = seen || strings.HasPrefix(string(column), "history_node.") && bytes.Contains(value, []byte(known))
		f.look("Temporal's database, "+string(column), value, texts)
	}
	if err := command.Wait(); err != nil {
		return looked, err
	}
	if !seen {
		return looked, fmt.Errorf("the search of Temporal's database does not find even %q in its histories", known)
	}
	return looked, nil
}

func framed(from *bufio.Reader) ([]byte, error) {
	length, err := binary.ReadUvarint(from)
	if err != nil {
		return nil, err
	}
	content := make([]byte, length)
	_, err = io.ReadFull(from, content)
	return content, err
}

// files looks through what lies in a folder as a whole: logs, and Temporal's database with its journal.
func (f foundAt) files(folder string, texts secrets, may func(name string) bool) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !may(entry.Name()) {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f.look(entry.Name(), content, texts)
		return nil
	})
}

// announcedFigures is how the stack says where they are.
var announcedFigures = regexp.MustCompile(`(\S+:\d+) \((?:API|worker)\)`)

// figures are what the programs serve at /metrics, while they run.
func (s *stack) figures(ctx context.Context) (map[string][]byte, error) {
	found := map[string][]byte{}
	for _, announced := range announcedFigures.FindAllStringSubmatch(s.output.String(), -1) {
		address := announced[1]
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/metrics", http.NoBody)
		if err != nil {
			return nil, err
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil {
			return nil, err
		}
		found["/metrics of "+address] = content
	}
	if len(found) != 2 {
		return nil, fmt.Errorf("two programs serve figures, not %d", len(found))
	}
	return found, nil
}

// searchTimeout bounds the search.
const searchTimeout = 5 * time.Minute

// search stops the stack, and looks for what the register holds about people in everything else that it has left behind: Temporal's database, the
// logs, the figures (S6).
func (s *stack) search() error {
	ctx, stop := context.WithTimeout(context.Background(), searchTimeout)
	defer stop()
	texts, err := s.collect(ctx)
	if err != nil {
		return errors.Join(err, s.stop())
	}
	figures, err := s.figures(ctx)
	if err := errors.Join(err, s.stop()); err != nil {
		return err
	}
	found := foundAt{}
	for where, content := range figures {
		found.look(where, content, texts)
	}
	// The sandbox is the world outside, which is told everything.
	ours := func(name string) bool { return name != "sandbox.log" }
	err = found.files(filepath.Join(s.RunDir, "logs"), texts, ours)
	err = errors.Join(err, found.files(s.RunDir, texts, func(name string) bool { return strings.HasPrefix(name, "temporal.db") }))
	looked, searched := found.temporal(ctx, filepath.Join(s.RunDir, "temporal.db"), "seller/platform", texts)
	fmt.Fprintln(os.Stderr, looked, "values of Temporal's database, the logs and the figures were searched for", texts.count(), "personal texts (S6)")
	return errors.Join(err, searched, found.err())
}

// A search that could not find anything would prove nothing.
func TestS6TheSearchFindsWhatIsThere(t *testing.T) {
	texts := secrets{}
	texts.add(map[string]any{"name": "北京甲科技有限公司", "region": "北京市海淀区", "more": []any{"zhang@example.test", "short", map[string]any{"phone": "010-59922888"}}})
	require.Equal(t, 3, texts.count())
	found := foundAt{}
	found.look("a log", []byte("to=zhang@example.test phone=010-5992288"), texts)
	found.look("clean", []byte("to=zhang@example.tes 北京市海淀区 short"), texts)
	found.look("a blob", append([]byte{0x0a, 0xff}, "\x12\x1b北京甲科技有限公司"...), texts)
	require.Len(t, found, 2)
	require.ErrorContains(t, found.err(), `"zhang@example.test"`)
	require.True(t, utf8.ValidString(found.err().Error()))
}

// others are the other columns that hold texts: ids, words and sentences of ours, who of us did something, goods; and copies of what stands in
// the columns that are looked for.
var others = map[string][]string{
	"accounts":               {"id", "certification", "region"},
	"addresses":              {"id", "account", "region"},
	"attempts":               {"serial", "what", "answer"},
	"applications":           {"id", "account", "seller", "kind", "medium", "status", "review_mode", "claimed_by", "decided_by", "proposed_by", "replaces"},
	"audit_entries":          {"object", "what", "who", "before", "after", "withheld"},
	"awaited":                {"application", "workflow"},
	"calendar_years":         {"source", "loaded_by"},
	"causes":                 {"cause"},
	"confirmed_taxpayer_ids": {"account", "confirmed_by"},
	"console_links":          {"account", "subject", "made_by"},
	"consumptions":           {"id", "account", "owner", "payer", "master", "way", "seller", "charge", "product", "tax_code", "tax_rate"},
	"corrections":            {"invoice", "status", "proposed_by", "decided_by"},
	"courier_events":         {"invoice", "tracking_number", "status"},
	"differences":            {"reconciliation", "kind", "serial", "number", "invoice", "reversal", "ours", "theirs", "outcome", "repaired_by"},
	"documents":              {"invoice", "serial", "content", "sha256"},
	"drafts":                 {"account", "person"},
	"events":                 {"application", "invoice", "what", "who", "detail", "ticket"},
	"exports":                {"id", "account", "terms", "requested_by", "status", "progress", "file", "sha256", "why", "why_zh"},
	"idempotency_keys":       {"account", "key", "application", "ticket", "reversal"},
	"import_accounts":        {"import", "id"},
	"import_items":           {"import", "consumption", "content"},
	"import_remarks":         {"import", "kind", "remark"},
	"import_sums":            {"import", "account", "month", "service", "publisher", "vendor"},
	"imports":                {"id", "terms", "file", "sha256", "requested_by", "status", "progress", "report"},
	"invoice_files":          {"invoice", "format", "sha256", "key"},
	"invoice_lines":          {"invoice", "product", "tax_code", "tax_rate"},
	"invoices": {
		"id", "application", "account", "seller", "kind", "medium", "status", "waiting_for", "calendar_version", "tax_rate", "serial", "number",
		"courier_company", "tracking_number", "workflow", "sheet_code", "sheet_number",
	},
	"ledger_entries": {
		"account", "seller", "tax_code", "from_consumption", "from_bucket", "to_consumption", "to_bucket", "refund", "application", "invoice",
	},
	// What was skipped is told in sentences of ours.
	"ledger_totals":       {"account", "seller", "tax_code", "charge"},
	"listed_documents":    {"reconciliation", "kind", "serial", "number", "of", "document"},
	"mails":               {"about", "subject"},
	"memberships":         {"member", "master", "way", "made_by", "ended_by"},
	"operator_tasks":      {"kind", "cause", "seller", "subject", "stage", "code", "detail", "detail_zh", "closed_by", "mail"},
	"outbox":              {"workflow_id", "workflow", "start", "signal", "payload", "trace"},
	"parcels":             {"reference", "invoice", "company", "tracking_number"},
	"parked":              {"invoice", "reversal", "seller", "account", "cause"},
	"proforma_lines":      {"ticket", "consumption"},
	"provider_calls":      {"provider", "kind"},
	"provider_notes":      {"provider", "serial", "name", "value"},
	"provider_tokens":     {"provider", "name"},
	"reconciliations":     {"id", "number", "requested_by"},
	"record_balances":     {"consumption", "account", "seller", "charge", "product", "tax_code", "tax_rate"},
	"refunds":             {"id", "consumption"},
	"restores":            {"reconciliation"},
	"reversal_files":      {"reversal", "format", "sha256", "key"},
	"reversal_lines":      {"reversal"},
	"reversals":           {"id", "invoice", "kind", "reason", "status", "origin", "seller", "serial", "requested_by", "word", "word_by", "number", "form_number"},
	"runs":                {"workflow", "type", "start", "trace"},
	"seller_pauses":       {"seller", "paused_by", "resumed_by"},
	"serials":             {"serial", "invoice", "reserved_number", "provider"},
	"sessions":            {"name", "issuer", "subject", "role", "permissions", "account", "vendor", "acting_for", "ended_by"},
	"standing_order_runs": {"account", "month", "application", "reasons"},
	"standing_orders":     {"account", "kind", "medium", "title", "address", "first_month", "changed_by"},
	"subject_changes":     {"account"},
	"ticket_materials":    {"id", "ticket", "type", "content_type", "sha256", "key", "freight", "added_by"},
	"ticket_needs":        {"ticket", "type"},
	"tickets":             {"id", "kind", "account", "application", "invoice", "status", "opened_by", "decided_by", "proposed_by", "claimed_by", "asked_because"},
	"titles":              {"id", "account"},
	"webhook_deliveries":  {"webhook", "subject", "state", "status", "answer"},
	"webhooks":            {"id", "url", "created_by"},
}

// S6: every column of the register that holds a text is either looked for, or known to say nothing about anybody; a new one has to be told apart.
func TestS6EveryTextOfTheRegisterIsToldApart(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), shared.DatabaseReaderURL)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name <> 'schema_version' AND (data_type IN ('text', 'jsonb', 'json') OR udt_name = '_text') ORDER BY 1`)
	require.NoError(t, err)
	columns, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	known := map[string]bool{}
	for _, kind := range []map[string][]string{personal, others} {
		for table, some := range kind {
			for _, column := range some {
				require.False(t, known[table+"."+column], "%s.%s is both", table, column)
				known[table+"."+column] = true
			}
		}
	}
	var untold []string
	for _, column := range columns {
		if !known[column] {
			untold = append(untold, column)
		}
		delete(known, column)
	}
	require.Empty(t, untold)
	require.Empty(t, known, "there is no such column")
}

// S6: what the stack writes is readable for its own user alone: documents, uploads, logs, Temporal's database, keys.
func TestS6WhatIsWrittenIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "10.00")
	shared.came(t, shared.apply(t, account, eInvoice("10.00")).Invoices[0].ID, "issued", time.Minute)
	byOthers := []string{"policy.yaml", "postgres-home"} // the test's own, and the name of a folder
	written := map[string]int{}
	require.NoError(t, filepath.WalkDir(shared.RunDir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // somebody is done with it
		}
		if err == nil && path == filepath.Join(shared.RunDir, "postgres") {
			return fs.SkipDir // it keeps its own to itself
		}
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) || slices.Contains(byOthers, entry.Name()) {
			return nil
		}
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, "%s has the mode %04o", path, info.Mode().Perm())
		written[strings.SplitN(strings.TrimPrefix(path, shared.RunDir+"/"), "/", 2)[0]]++
		return nil
	}))
	for _, name := range []string{"files", "logs", "temporal.db", "temporal-keys", "stack.env", "token-keys", "signin"} {
		require.Positive(t, written[name], name)
	}
}
