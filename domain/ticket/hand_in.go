package ticket

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/upload"
)

// HandedIn is a file that somebody hands in for a ticket, with what is said of it.
type HandedIn struct {
	Type MaterialType
	// Freight says who paid for the parcel with an original; empty for other types.
	Freight Freight
	File    []byte
}

// Examine looks at a file by its content, and at what is said of it (V3). The refusals name the member at fault.
func (h HandedIn) Examine(ticket ids.Ticket) (Material, error) {
	malformed := func(field, english, chinese string) error { return refusal.BadInput(field, english, chinese) }
	m := Material{Type: h.Type, Freight: h.Freight}
	switch {
	case h.Type == OriginalReceived && h.Freight == "":
		return m, malformed("freight", "Say whether the freight was prepaid.", "请说明运费是否已寄付。")
	case h.Type != OriginalReceived && h.Freight != "":
		return m, malformed("freight", "Only an original comes with freight.", "只有寄回的原件才涉及运费。")
	case h.Freight == FreightCollect:
		return m, refusal.New(refusal.FreightNotPrepaid, "freight")
	case len(h.File) == 0:
		return m, malformed("file", "The file is empty.", "文件为空。")
	case len(h.File) > MaterialBytes:
		return m, refusal.New(refusal.FileTooLarge, "file", MaterialBytes>>20)
	}
	format, err := upload.Inspect(h.File)
	if err != nil {
		return m, upload.Refusal(err, "file")
	}
	m.Content = ContentOf(ticket, h.File, format)
	return m, nil
}

// ContentOf is what is known of a ticket's file. Its key comes of its content, so that keeping it again changes nothing.
func ContentOf(ticket ids.Ticket, content []byte, format upload.Format) Content {
	sum := sha256.Sum256(content)
	checksum := hex.EncodeToString(sum[:])
	return Content{
		ContentType: string(format), SHA256: checksum, Size: int64(len(content)),
		Key: fmt.Sprintf("tickets/%s/%s.%s", ticket, checksum, format.Extension()),
	}
}
