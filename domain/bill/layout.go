// Package bill says what the files mean that billing systems hand out: bills in the FOCUS format as clouds really write them, and tables
// of consumption whose columns are named as the members of the API. It adds rows up and makes consumption of them (L1, M11). How a file
// is opened is not its business: it is handed rows of text.
package bill

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Format is what a file holds.
type Format string

// The formats.
const (
	// Focus is a cloud bill in the FinOps FOCUS format.
	Focus Format = "focus"
	// Table has consumption, a row each; its columns are named as the members of the API.
	Table Format = "csv"
)

// BadRow is a row that cannot be used.
type BadRow struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// Error says which line, and why.
func (b *BadRow) Error() string { return fmt.Sprintf("line %d: %s", b.Line, b.Reason) }

// bad writes several reasons in one line.
func bad(line int, reason error) *BadRow {
	return &BadRow{Line: line, Reason: strings.ReplaceAll(reason.Error(), "\n", "; ")}
}

// column is a column that is read, by the names under which it is found: today's, and those of other versions.
type column struct {
	name     string
	others   []string
	required bool
}

// Layout says where in the rows of a file the columns are.
type Layout struct {
	header []string
	at     map[string]int
	// Version is what the file was found to be.
	Version string
}

// LayoutOf reads a header. It refuses one that lacks a column without which no row means anything, or has such a column twice.
func LayoutOf(format Format, header []string) (Layout, error) {
	l := Layout{header: slices.Clone(header), at: map[string]int{}, Version: "table of consumption"}
	wanted, what := tableColumns, "table of consumption"
	if format == Focus {
		wanted, what = focusColumns, "bill in the FOCUS format"
		l.Version = focusVersion(header)
	}
	var missing []string
	for _, c := range wanted {
		at, err := c.find(header)
		switch {
		case err != nil:
			return l, err
		case at >= 0:
			l.at[c.name] = at
		case c.required:
			missing = append(missing, c.name)
		}
	}
	if len(missing) > 0 {
		return l, fmt.Errorf("this is no %s: the columns %s are missing", what, strings.Join(missing, ", "))
	}
	return l, nil
}

// find finds the column in a header; −1 when it is not there. Under its own name it is preferred to another.
func (c column) find(header []string) (int, error) {
	for _, name := range append([]string{c.name}, c.others...) {
		at := -1
		for i, written := range header {
			if folded(written) != folded(name) {
				continue
			}
			if at >= 0 {
				return -1, fmt.Errorf("the column %s stands twice in the header, as columns %d and %d", c.name, at+1, i+1)
			}
			at = i
		}
		if at >= 0 {
			return at, nil
		}
	}
	return -1, nil
}

// folded is a name as it is compared: data warehouses write names in capitals, and people put blanks between the words.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '\ufeff' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// row is one row of a file.
type row struct {
	Layout
	line   int
	fields []string
}

// row holds a row against the header. Columns without a name may be left out, and empty fields behind the last column mean nothing.
// It reports whether anything stands in the row at all.
func (l Layout) row(line int, fields []string) (r row, said bool, err error) {
	for i, field := range fields {
		if strings.TrimSpace(field) == "" {
			continue
		}
		said = true
		if i >= len(l.header) {
			return r, true, fmt.Errorf("it has %d columns, the header has %d", len(fields), len(l.header))
		}
	}
	for i := len(fields); i < len(l.header) && said; i++ {
		if strings.TrimSpace(l.header[i]) != "" {
			return r, true, fmt.Errorf("it has %d columns, the header has %d", len(fields), len(l.header))
		}
	}
	return row{Layout: l, line: line, fields: fields}, said, nil
}

// field reads a column by its name; NULL, blanks and a column that is not there stand for nothing.
func (r row) field(name string) string {
	at, found := r.at[name]
	if !found || at >= len(r.fields) {
		return ""
	}
	text := strings.TrimSpace(r.fields[at])
	if text == "NULL" || text == "\\N" {
		return ""
	}
	return text
}

// first is the first of some columns in which something stands.
func (r row) first(names ...string) string {
	for _, name := range names {
		if text := r.field(name); text != "" {
			return text
		}
	}
	return ""
}
