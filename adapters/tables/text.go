package tables

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"kaipiao/domain/bill"
)

// textFile is a text that can be read from its beginning more than once.
type textFile struct {
	size int64
	open func() (io.ReadCloser, func() int64, error)
}

// openText finds out how a text is written, by reading all of it, and opens it as CSV.
func (t *Table) openText(file textFile, said bill.Encoding, packed string) error {
	written, err := t.encodingOf(file, said)
	if err != nil {
		return err
	}
	raw, read, err := file.open()
	if err != nil {
		return err
	}
	t.closing(raw.Close)
	text := bufio.NewReaderSize(written.reader(raw), 64<<10)
	separator, named, err := separatorOf(text)
	if err != nil {
		return err
	}
	t.read, t.found = read, strings.Join(slices.DeleteFunc([]string{
		"csv", string(written.encoding), "separated by " + named, packed,
	}, func(part string) bool { return part == "" }), ", ")
	return t.readCSV(text, separator)
}

// separators are those that are known, with their names.
var separators = []struct {
	character rune
	name      string
}{{',', ","}, {';', ";"}, {'\t', "tab"}, {'|', "|"}}

// mostOfAHeader is how many bytes of the first line are looked at for the separator.
const mostOfAHeader = 60 << 10

// separatorOf finds the separator in the header: the one that stands there most often outside of quotes. Excel may say it in a line of its
// own, "sep=;", which is passed over.
func separatorOf(text *bufio.Reader) (rune, string, error) {
	head, err := text.Peek(mostOfAHeader)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, "", fmt.Errorf("read the header: %w", err)
	}
	first, _, _ := strings.Cut(string(head), "\n")
	if said, found := strings.CutPrefix(strings.TrimRight(first, "\r"), "sep="); found && len([]rune(said)) == 1 {
		if _, err := text.ReadString('\n'); err != nil {
			return 0, "", errors.New("the file has no header")
		}
		for _, s := range separators {
			if s.character == []rune(said)[0] {
				return s.character, s.name, nil
			}
		}
		return 0, "", fmt.Errorf("the separator %q is not read; a comma, a semicolon, a tab and | are", said)
	}
	counts, quoted := map[rune]int{}, false
	for _, r := range string(head) {
		if r == '\n' && !quoted {
			break
		}
		if r == '"' {
			quoted = !quoted
		}
		if !quoted {
			counts[r]++
		}
	}
	best := separators[0]
	for _, s := range separators[1:] {
		if counts[s.character] > counts[best.character] {
			best = s
		}
	}
	return best.character, best.name, nil
}

// record reads a text for the CSV reader, and fails when one row is longer than it may be: a quote that never ends would take the rest of
// the file for one field.
type record struct {
	from io.Reader
	left int
}

var errLongRow = errors.New("the row is too long; a quote that is not closed takes all that follows for one field")

func (r *record) Read(into []byte) (int, error) {
	if r.left <= 0 {
		return 0, errLongRow
	}
	n, err := r.from.Read(into[:min(len(into), 32<<10)])
	r.left -= n
	return n, err
}

func (t *Table) readCSV(text io.Reader, separator rune) error {
	bounded := &record{from: text, left: t.limits.Row}
	reader := csv.NewReader(bounded)
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = separator, -1, true
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty")
	}
	if err != nil {
		return fmt.Errorf("read the header: %w", err)
	}
	t.columns = slices.Clone(header)
	last := 1
	t.next = func() (int, []string, error) {
		bounded.left = t.limits.Row
		fields, err := reader.Read()
		var malformed *csv.ParseError
		switch {
		case err == nil:
			last, _ = reader.FieldPos(0)
			return last, fields, nil
		case errors.As(err, &malformed):
			last = malformed.StartLine
			return last, nil, &bill.BadRow{Line: malformed.StartLine, Reason: malformed.Err.Error()}
		case errors.Is(err, io.EOF):
			return 0, nil, io.EOF
		case errors.Is(err, errLongRow):
			return 0, nil, fmt.Errorf("after line %d: %w", last, errLongRow)
		default:
			return 0, nil, fmt.Errorf("after line %d: read the file: %w", last, err)
		}
	}
	return nil
}
