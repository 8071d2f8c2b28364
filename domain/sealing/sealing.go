// Package sealing knows how the audit trail is sealed, so that whoever has the trail can find out whether it is as it was written (S5). The
// database makes the seals; what is checked here trusts none of its functions.
package sealing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Size is how many bytes a checksum has.
const Size = sha256.Size

// Entry is a line of the trail, as it is stored.
type Entry struct {
	ID     int64
	Object string
	At     time.Time
	What   string
	Who    string
	// Before and After are as the database writes them; nil for none.
	Before, After []byte
	Withheld      []string
}

// Sum is the checksum of everything that an entry says.
func (e Entry) Sum() [Size]byte {
	var text bytes.Buffer
	for _, part := range []string{strconv.FormatInt(e.ID, 10), e.Object, strconv.FormatInt(e.At.UnixMicro(), 10), e.What, e.Who} {
		withLength(&text, part)
	}
	for _, state := range [][]byte{e.Before, e.After} {
		if state == nil {
			text.WriteByte('-')
		} else {
			withLength(&text, string(state))
		}
	}
	withLength(&text, strconv.Itoa(len(e.Withheld)))
	for _, name := range e.Withheld {
		withLength(&text, name)
	}
	return sha256.Sum256(text.Bytes())
}

// withLength writes a text that says its own length, so that two of them never run together.
func withLength(text *bytes.Buffer, value string) {
	text.WriteString(strconv.Itoa(len(value)) + ":" + value)
}

// Seal covers the entries after one id and up to another.
type Seal struct {
	N int64
	// Day is the day in Shanghai on which it was made.
	Day         string
	At          time.Time
	After, UpTo int64
	Entries     []int64
	// Sums are the checksums of the entries, one after the other.
	Sums []byte
	// Previous is the hash of the seal before it, Hash its own.
	Previous, Hash []byte
}

// Computed is the hash that a seal must have.
func (s Seal) Computed() []byte {
	ids := make([]string, len(s.Entries))
	for i, id := range s.Entries {
		ids[i] = strconv.FormatInt(id, 10)
	}
	text := fmt.Sprintf("%d|%s|%d|%d|%d|%s|%s", s.N, s.Day, s.At.UnixMicro(), s.After, s.UpTo, strings.Join(ids, ","), hex.EncodeToString(s.Sums))
	hash := sha256.Sum256(append(bytes.Clone(s.Previous), text...))
	return hash[:]
}

// Head is where the trail ended when a seal was made, as the log has it.
type Head struct {
	Day  string
	UpTo int64
	Hash string
}

// Head is the seal's.
func (s Seal) Head() Head { return Head{Day: s.Day, UpTo: s.UpTo, Hash: hex.EncodeToString(s.Hash)} }

// String is the head in one word: day, id and hash.
func (h Head) String() string { return fmt.Sprintf("%s:%d:%s", h.Day, h.UpTo, h.Hash) }

// ParseHead reads what String writes.
func ParseHead(text string) (Head, error) {
	parts := strings.Split(strings.TrimSpace(text), ":")
	if len(parts) != 3 {
		return Head{}, fmt.Errorf("%q is no head: write DAY:ID:HASH, as it stands in the log", text)
	}
	_, dayErr := time.Parse(time.DateOnly, parts[0])
	upTo, idErr := strconv.ParseInt(parts[1], 10, 64)
	hash, hashErr := hex.DecodeString(parts[2])
	if dayErr != nil || idErr != nil || hashErr != nil || len(hash) != Size {
		return Head{}, fmt.Errorf("%q is no head: write DAY:ID:HASH, as it stands in the log", text)
	}
	return Head{Day: parts[0], UpTo: upTo, Hash: strings.ToLower(parts[2])}, nil
}
