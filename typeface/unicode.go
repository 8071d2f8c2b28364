package typeface

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// What is found in a PDF of the library.
var (
	// textsTable says which text each glyph stands for.
	textsTable = regexp.MustCompile(`(?s)/Length ([0-9]+)\n>>\nstream\n/CIDInit .*?endbfrange`)
	// beyondBasic is a character outside of the basic plane there. The library writes its number, where the format wants UTF-16.
	beyondBasic = regexp.MustCompile(`(<[0-9A-F]{4}><[0-9A-F]{4}>)<([0-9A-F]{5,6})>`)
	objectAt    = regexp.MustCompile(`(?m)^([0-9]{10})( 00000 n)`)
	objectsAt   = regexp.MustCompile(`startxref\n([0-9]+)`)
)

// shift is what was put in behind a place.
type shift struct{ behind, by int }

// CorrectTexts corrects the table of a finished PDF by which readers find, copy and read out its text: a character outside of the basic
// plane, as rare names have them, stands there as two others. What is drawn stays as it is.
func CorrectTexts(pdf []byte) ([]byte, error) {
	var written bytes.Buffer
	var shifts []shift
	rest := 0
	for _, found := range textsTable.FindAllSubmatchIndex(pdf, -1) {
		table := pdf[found[0]:found[1]]
		corrected := beyondBasic.ReplaceAllFunc(table, inUTF16)
		longer := len(corrected) - len(table)
		if longer == 0 {
			continue
		}
		length, err := strconv.Atoi(string(pdf[found[2]:found[3]]))
		if err != nil {
			return nil, fmt.Errorf("read the length of a table of texts: %w", err)
		}
		was := len(corrected)
		corrected = bytes.Replace(corrected, pdf[found[2]:found[3]], strconv.AppendInt(nil, int64(length+longer), 10), 1)
		longer += len(corrected) - was
		written.Write(pdf[rest:found[0]])
		written.Write(corrected)
		rest = found[1]
		shifts = append(shifts, shift{found[0], longer})
	}
	if len(shifts) == 0 {
		return pdf, nil
	}
	written.Write(pdf[rest:])
	return moved(written.Bytes(), shifts), nil
}

// moved says anew where the objects of a PDF are.
func moved(pdf []byte, shifts []shift) []byte {
	now := func(digits []byte) int {
		at, _ := strconv.Atoi(string(digits)) // it is made of digits
		to := at
		for _, s := range shifts {
			if at > s.behind {
				to += s.by
			}
		}
		return to
	}
	last := bytes.LastIndex(pdf, []byte("\nxref\n"))
	if last < 0 {
		return pdf
	}
	index := objectAt.ReplaceAllFunc(pdf[last:], func(entry []byte) []byte {
		return fmt.Appendf(nil, "%010d%s", now(entry[:10]), entry[10:])
	})
	index = objectsAt.ReplaceAllFunc(index, func(entry []byte) []byte {
		return fmt.Appendf(nil, "startxref\n%d", now(bytes.TrimPrefix(entry, []byte("startxref\n"))))
	})
	return append(pdf[:last:last], index...)
}

func inUTF16(entry []byte) []byte {
	parts := beyondBasic.FindSubmatch(entry)
	number, _ := strconv.ParseInt(string(parts[2]), 16, 32) // it is made of hexadecimal digits
	high, low := utf16.EncodeRune(rune(number))
	return fmt.Appendf(nil, "%s<%04X%04X>", parts[1], high, low)
}
