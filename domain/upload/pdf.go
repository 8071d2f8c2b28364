package upload

import (
	"bytes"
	"regexp"
	"strconv"
)

// pdfHead is how a PDF begins: 1.0 to 1.7, and 2.0.
var pdfHead = regexp.MustCompile(`^%PDF-(1\.[0-7]|2\.0)[\r\n \t%]`)

// pdfTail is how it ends: where its table of contents is, and the mark of the end.
var pdfTail = regexp.MustCompile(`startxref[\r\n \t]+([0-9]{1,10})[\r\n \t]+%%EOF[\r\n \t\x00]*$`)

// page is what a browser would take for a page, whatever it is called.
var page = regexp.MustCompile(`(?i)<(html|script|body|svg|!doctype)`)

// pdf checks that a PDF begins and ends as one, with its table of contents inside, is nothing else besides, and does nothing. A file that
// is cut off lacks its end.
func pdf(content []byte) error {
	if !pdfHead.Match(content) {
		return ErrDamaged
	}
	if archive(content) {
		return ErrAmbiguous
	}
	tail := content[max(0, len(content)-1024):]
	end := pdfTail.FindSubmatch(tail)
	if end == nil {
		if bytes.Contains(content, []byte("%%EOF")) && bytes.Contains(content, []byte("startxref")) {
			return ErrAmbiguous // it ended before
		}
		return ErrDamaged
	}
	if page.Match(head1024(content)) {
		return ErrAmbiguous
	}
	if table, err := strconv.Atoi(string(end[1])); err != nil || table >= len(content) {
		return ErrDamaged
	}
	return active(content)
}
