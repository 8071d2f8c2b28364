package upload

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"regexp"
	"slices"
)

// ErrActive says that it does something when it is opened, hides something, or holds other files.
var ErrActive = errors.New("it holds scripts, other files or actions, or is locked")

// activeNames are names by which a PDF does more than show pages: it runs scripts and programs, sends what was typed, opens other files,
// holds other files or forms of another kind, or is encrypted so that nobody can look into it.
var activeNames = [][]byte{
	[]byte("JavaScript"), []byte("Launch"), []byte("SubmitForm"), []byte("ImportData"), []byte("GoToR"), []byte("GoToE"), []byte("Rendition"),
	[]byte("RichMedia"), []byte("RichMediaExecute"), []byte("EmbeddedFile"), []byte("EmbeddedFiles"), []byte("Encrypt"),
}

// shortNames are such names, too, of so few letters that compressed bytes may happen to say them.
var shortNames = [][]byte{[]byte("XFA"), []byte("AA")}

// How much of a PDF's compressed parts is looked at. A scan is mostly pictures, whose first part is enough: what a PDF does stands in objects.
const (
	mostOfAPart    = 4 << 20
	mostOfObjects  = 16 << 20
	mostOfAllParts = 192 << 20
)

// active finds out whether a PDF does something. It looks at every name in the file, in whatever way it is written, without asking which of
// them a reader would come by: readers do not agree about that. Objects may be compressed, and so each part that is compressed is looked
// into as well.
func active(content []byte) error {
	at, left := 0, int64(mostOfAllParts)
	for {
		begins := beginOfPart(content, at)
		if begins < 0 {
			return activeText(content, content[at:])
		}
		dictionary := content[at:begins]
		ends := len(content)
		if end := bytes.Index(content[begins:], endOfPart); end >= 0 {
			ends = begins + end
		}
		if err := activeText(content, dictionary); err != nil {
			return err
		}
		if err := activePart(lastDictionary(dictionary), content[begins:ends], &left); err != nil {
			return err
		}
		at = ends
	}
}

var (
	beginning  = regexp.MustCompile(`[^d]stream[ \t]*(\r\n|\n|\r)`)
	endOfPart  = []byte("endstream")
	anObject   = regexp.MustCompile(`[0-9]\s+[0-9]+\s+obj`)
	openAction = regexp.MustCompile(`/OpenAction\s*(?:<<([^>]*)>>|([0-9]+)\s+([0-9]+)\s+R)`)
	toAWebPage = regexp.MustCompile(`/S\s*/URI\b`)
)

// beginOfPart is where the bytes of the next part begin; -1 for none.
func beginOfPart(content []byte, from int) int {
	found := beginning.FindIndex(content[from:])
	if found == nil {
		return -1
	}
	return from + found[1]
}

// lastDictionary is what is said of a part: the text behind the object's head before it.
func lastDictionary(before []byte) []byte {
	heads := anObject.FindAllIndex(before, -1)
	if len(heads) == 0 {
		return before
	}
	return before[heads[len(heads)-1][1]:]
}

// activePart looks into one part.
func activePart(dictionary, bytesOfIt []byte, left *int64) error {
	if err := activeIn(bytesOfIt, anObject.Match(bytesOfIt)); err != nil { // a table of contents could point in here
		return err
	}
	said := namesOf(dictionary)
	objects := said["ObjStm"] || said["First"] && said["N"]
	if objects && (said["LZWDecode"] || said["ASCIIHexDecode"] || said["ASCII85Decode"] || said["RunLengthDecode"] || said["Crypt"] || said["DecodeParms"]) {
		return ErrActive // no program writes its objects in such a way that is not out to hide them
	}
	if objects && !said["FlateDecode"] {
		if said["Filter"] {
			return ErrActive
		}
		return activeIn(bytesOfIt, true)
	}
	opened, err := zlib.NewReader(bytes.NewReader(bytesOfIt))
	if err != nil {
		if objects {
			return ErrDamaged
		}
		return nil // a picture, or a font
	}
	limit := int64(mostOfAPart)
	if objects {
		limit = mostOfObjects
	}
	return activeFlow(opened, limit, objects, left)
}

// activeFlow looks at what comes out of a part, up to a limit. Objects have to be seen as a whole.
func activeFlow(from io.Reader, limit int64, whole bool, left *int64) error {
	const window, overlap = 64 << 10, 512
	buffer, held := make([]byte, window), 0
	for seen := int64(0); seen < limit; {
		n, err := io.ReadFull(from, buffer[held:])
		seen, *left = seen+int64(n), *left-int64(n)
		if activeIn(buffer[:held+n], whole) != nil {
			return ErrActive
		}
		if err != nil {
			return nil //nolint:nilerr // it ends here, whether as it should or not
		}
		if *left < 0 {
			return ErrDamaged // it grows to more than any scan has
		}
		held = copy(buffer, buffer[len(buffer)-overlap:])
	}
	if whole {
		return ErrDamaged
	}
	return nil
}

func activeText(content, text []byte) error {
	if opens(content, text) {
		return ErrActive
	}
	return activeIn(text, true)
}

// opens reports whether a PDF goes to a web page by itself, and so tells that somebody has opened it.
func opens(content, dictionary []byte) bool {
	for _, found := range openAction.FindAllSubmatch(dictionary, -1) {
		action := found[1]
		if len(found[2]) > 0 {
			named := regexp.MustCompile(`\b` + string(found[2]) + `\s+` + string(found[3]) + `\s+obj([^>]*)>>`).FindSubmatch(content)
			if named == nil {
				continue
			}
			action = named[1]
		}
		if toAWebPage.Match(action) {
			return true
		}
	}
	return false
}

// activeIn looks for names, and for short ones where what is looked at is text.
func activeIn(text []byte, isText bool) error {
	for at := bytes.IndexByte(text, '/'); at >= 0; {
		name, behind := nameAt(text, at+1)
		if isAny(name, activeNames) || isText && isAny(name, shortNames) {
			return ErrActive
		}
		next := bytes.IndexByte(text[behind:], '/')
		if next < 0 {
			break
		}
		at = behind + next
	}
	return nil
}

func isAny(name []byte, names [][]byte) bool {
	return slices.ContainsFunc(names, func(one []byte) bool { return bytes.Equal(name, one) })
}

// namesOf are the names in a dictionary.
func namesOf(text []byte) map[string]bool {
	found := map[string]bool{}
	for at := range text {
		if text[at] == '/' {
			name, _ := nameAt(text, at+1)
			found[string(name)] = true
		}
	}
	return found
}

// longestName is how long a name of PDF may be, in bytes.
const longestName = 127

// nameAt reads a name, whose characters may be written as #4a.
func nameAt(text []byte, at int) (name []byte, behind int) {
	begun := at
	escaped := false
	for at < len(text) && at-begun <= 3*longestName && !delimits(text[at]) {
		escaped = escaped || text[at] == '#'
		at++
	}
	if !escaped {
		return text[begun:at], at
	}
	for n := begun; n < at; n++ {
		if text[n] == '#' && n+2 < at && isHex(text[n+1]) && isHex(text[n+2]) {
			name = append(name, hexValue(text[n+1])<<4|hexValue(text[n+2]))
			n += 2
			continue
		}
		name = append(name, text[n])
	}
	return name, at
}

func delimits(c byte) bool {
	return c <= ' ' || bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

func hexValue(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c >= 'a':
		return c - 'a' + 10
	default:
		return c - 'A' + 10
	}
}
