package printlist

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"
)

// Line is a paper with the parcel that it is in; Row is where it stood in a file, or 0 for one that was scanned.
type Line struct {
	Reference, TrackingNumber, Company string
	Row                                int
}

// Scans are what was scanned or read and is not recorded yet. They travel in the form, so that nothing is recorded before somebody says so, and the
// last one can be taken back.
type Scans struct {
	Lines []Line
	// Half is a reference or a tracking number that waits for the other one.
	Half string
}

// Said is what a scan came to.
type Said int

// What a scan comes to.
const (
	Nothing Said = iota
	// HalfReference and HalfNumber: the other one is to be scanned.
	HalfReference
	HalfNumber
	// Replaced: the same kind was scanned twice, and the later one counts.
	Replaced
	Paired
	Full
)

// Most is how many lines are recorded at once.
const Most = 500

// references begin with the id of an invoice.
var references = regexp.MustCompile(`(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(-|$)`)

// IsReference tells a reference of ours from a courier's number, so that either may be scanned first.
func IsReference(scanned string) bool { return references.MatchString(scanned) }

// Plain is what a scanner reads, half-width and without blanks; Chinese input turns digits into full-width ones.
func Plain(scanned string) string {
	plain := strings.Join(strings.Fields(width.Narrow.String(scanned)), "")
	if IsReference(plain) {
		return strings.ToLower(plain)
	}
	return strings.ToUpper(plain)
}

// Scan takes one scan: a reference then a tracking number, or the reverse.
func (s *Scans) Scan(typed, company string) Said {
	scanned := Plain(typed)
	switch {
	case scanned == "":
		return Nothing
	case s.Half == "" || IsReference(s.Half) == IsReference(scanned):
		again := s.Half != ""
		s.Half = scanned
		switch {
		case again:
			return Replaced
		case IsReference(scanned):
			return HalfReference
		default:
			return HalfNumber
		}
	case len(s.Lines) >= Most:
		return Full
	}
	line := Line{Reference: s.Half, TrackingNumber: scanned, Company: company}
	if IsReference(scanned) {
		line.Reference, line.TrackingNumber = scanned, s.Half
	}
	s.Lines, s.Half = append(s.Lines, line), ""
	return Paired
}

// Undo takes the last scan back: half a line, or a whole one.
func (s *Scans) Undo() bool {
	switch {
	case s.Half != "":
		s.Half = ""
	case len(s.Lines) > 0:
		s.Lines = s.Lines[:len(s.Lines)-1]
	default:
		return false
	}
	return true
}

// Written is a line as a form bears it.
func (l Line) Written() string {
	return strings.Join([]string{l.Reference, l.TrackingNumber, strconv.Itoa(l.Row), l.Company}, "\t")
}

// Read reads the lines of a form; what is not one of ours is left out.
func Read(written []string, half string) Scans {
	s := Scans{Half: Plain(half)}
	for _, one := range written {
		parts := strings.SplitN(one, "\t", 4)
		if len(parts) != 4 || len(s.Lines) >= Most {
			continue
		}
		row, err := strconv.Atoi(parts[2])
		if err != nil || row < 0 {
			continue
		}
		s.Lines = append(s.Lines, Line{parts[0], parts[1], parts[3], row})
	}
	return s
}
