package tables

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"kaipiao/domain/bill"
)

// written is how a text's characters are written as bytes.
type written struct {
	encoding bill.Encoding
	decoder  *encoding.Decoder
	skip     int64
}

// reader reads the text as UTF-8, without a byte order mark.
func (w written) reader(raw io.Reader) io.Reader {
	if w.skip > 0 {
		raw = &skipping{from: raw, left: w.skip}
	}
	if w.decoder == nil {
		return raw
	}
	w.decoder.Reset()
	return w.decoder.Reader(raw)
}

// skipping leaves out the first bytes.
type skipping struct {
	from io.Reader
	left int64
}

func (s *skipping) Read(into []byte) (int, error) {
	if s.left > 0 {
		n, err := io.CopyN(io.Discard, s.from, s.left)
		if s.left -= n; err != nil {
			return 0, err
		}
	}
	return s.from.Read(into)
}

// encodingOf finds out how a text is written, and that all of it is. A byte order mark says it; without one, what is UTF-8 from beginning
// to end is, and nothing that people write is so by accident. What is not is read as GB 18030 where its owner says so, or where it is
// unmistakably so: Chinese, in the two-byte characters of GB 2312. Anything else is refused with the line (T3).
func (t *Table) encodingOf(file textFile, said bill.Encoding) (written, error) {
	raw, _, err := file.open()
	if err != nil {
		return written{}, err
	}
	defer raw.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(raw, head)
	if ending(err) != nil {
		return written{}, fmt.Errorf("read the file: %w", err)
	}
	head = head[:n]
	marked := byMark(head)
	switch {
	case marked.encoding != "" && said != bill.AnyEncoding && marked.encoding != said:
		return written{}, fmt.Errorf("the file is said to be %s, and begins as %s", said, marked.encoding)
	case marked.encoding == bill.UTF16, said == bill.UTF16:
		if marked.encoding == "" {
			marked = written{encoding: bill.UTF16, decoder: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()}
		}
		return marked, wholeUTF16(marked, io.MultiReader(bytes.NewReader(head), raw))
	}
	found := looking{line: 1}
	if err := found.look(io.MultiReader(bytes.NewReader(head[marked.skip:]), raw)); err != nil {
		return written{}, fmt.Errorf("read the file: %w", err)
	}
	switch {
	case said == bill.GB18030 && found.chinese.bad > 0:
		return written{}, fmt.Errorf("line %d: this is not GB 18030", found.chinese.bad)
	case said == bill.GB18030:
		return written{encoding: bill.GB18030, decoder: simplifiedchinese.GB18030.NewDecoder()}, nil
	case found.bad == 0:
		return written{encoding: bill.UTF8, skip: marked.skip}, nil
	case said == bill.AnyEncoding && marked.encoding == "" && found.chinese.unmistakable():
		return written{encoding: bill.GB18030, decoder: simplifiedchinese.GB18030.NewDecoder()}, nil
	default:
		return written{}, fmt.Errorf("line %d: the text is not UTF-8; save the file as UTF-8, or say that it is gb18030", found.bad)
	}
}

// byMark is what a byte order mark says, or what zeros between the letters of a header give away.
func byMark(head []byte) written {
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		return written{encoding: bill.UTF8, skip: 3}
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return written{encoding: bill.UTF16, decoder: little.NewDecoder()}
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return written{encoding: bill.UTF16, decoder: big.NewDecoder()}
	case len(head) > 3 && head[1] == 0 && head[3] == 0:
		return written{encoding: bill.UTF16, decoder: little.NewDecoder()}
	case len(head) > 3 && head[0] == 0 && head[2] == 0:
		return written{encoding: bill.UTF16, decoder: big.NewDecoder()}
	default:
		return written{}
	}
}

// wholeUTF16 looks for surrogates without their other half, and for half characters: both become U+FFFD.
func wholeUTF16(w written, raw io.Reader) error {
	text := bufio.NewReaderSize(w.reader(raw), 64<<10)
	for line := 1; ; {
		r, _, err := text.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read the file: %w", err)
		case r == utf8.RuneError:
			return fmt.Errorf("line %d: this is not UTF-16", line)
		case r == '\n':
			line++
		}
	}
}

// looking holds a text against UTF-8 and GB 18030 at once.
type looking struct {
	line int
	// bad is the first line that is not UTF-8, 0 for none.
	bad     int
	chinese chinese
}

func (l *looking) look(raw io.Reader) error {
	buffer, kept := make([]byte, 64<<10), 0
	for {
		n, err := raw.Read(buffer[kept:])
		text := buffer[:kept+n]
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return err
		}
		used := l.lookAt(text, end)
		kept = copy(buffer, text[used:])
		if end {
			l.chinese.end()
			return nil
		}
	}
}

// lookAt looks at some bytes, and leaves those at the end that may be part of a character.
func (l *looking) lookAt(text []byte, end bool) (used int) {
	for used < len(text) {
		b := text[used]
		if b < utf8.RuneSelf {
			l.chinese.take(b, l.line)
			if b == '\n' {
				l.line++
			}
			used++
			continue
		}
		if !end && !utf8.FullRune(text[used:]) {
			return used
		}
		r, size := utf8.DecodeRune(text[used:])
		if r == utf8.RuneError && size <= 1 {
			size = 1
			if l.bad == 0 {
				l.bad = l.line
			}
		}
		for _, b := range text[used : used+size] {
			l.chinese.take(b, l.line)
		}
		used += size
	}
	return used
}

// chinese counts characters of GB 18030.
type chinese struct {
	// begun are the bytes of a character that is not whole.
	begun []byte
	// bad is the first line that is not GB 18030, 0 for none.
	bad  int
	line int
	// common are characters of GB 2312, others the rest.
	common int
	others int
}

// take takes one byte.
func (c *chinese) take(b byte, line int) {
	c.line = line
	c.begun = append(c.begun, b)
	first := c.begun[0]
	switch n := len(c.begun); {
	case n == 1 && b < 0x80:
	case n == 1 && (b == 0x80 || b == 0xff):
		c.broken()
		return
	case n == 1:
		return
	case n == 2 && b >= 0x30 && b <= 0x39:
		return // of four bytes
	case n == 2 && (b < 0x40 || b == 0x7f || b == 0xff):
		c.broken()
		return
	case n == 2 && b >= 0xa1 && ((first >= 0xb0 && first <= 0xf7) || (first >= 0xa1 && first <= 0xa9)):
		c.common++
	case n == 2:
		c.others++
	case n == 3 && b >= 0x81 && b <= 0xfe:
		return
	case n == 4 && b >= 0x30 && b <= 0x39:
		c.others++
	default:
		c.broken()
		return
	}
	c.begun = c.begun[:0]
}

func (c *chinese) broken() {
	if c.bad == 0 {
		c.bad = c.line
	}
	c.begun = c.begun[:0]
}

func (c *chinese) end() {
	if len(c.begun) > 0 {
		c.broken()
	}
}

// unmistakable: nine of ten characters are among the common ones, whose two bytes both have the high bit; accents of Western texts stand
// alone among letters, and would be rare ones.
func (c *chinese) unmistakable() bool { return c.bad == 0 && c.common >= 2 && c.common >= 9*c.others }
