package activities

import (
	"archive/zip"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"kaipiao/domain/export"
	"kaipiao/domain/sealing"
	"kaipiao/office/trail"
)

// sealedWithin is how long after the time of a pack its last entries are sealed at the latest.
const sealedWithin = time.Hour

// entryLine is a line of the trail to the byte, as it was sealed.
type entryLine struct {
	ID     int64  `json:"id"`
	Object string `json:"object"`
	// At is in microseconds since 1970.
	At       int64    `json:"at"`
	What     string   `json:"what"`
	Who      string   `json:"who"`
	Before   *string  `json:"before"`
	After    *string  `json:"after"`
	Withheld []string `json:"withheld"`
	Sum      string   `json:"sum"`
}

// sealLine is a seal, with its checksums and hashes in hex.
type sealLine struct {
	N        int64   `json:"n"`
	Day      string  `json:"day"`
	SealedAt int64   `json:"sealed_at"`
	After    int64   `json:"after"`
	UpTo     int64   `json:"up_to"`
	Entries  []int64 `json:"entries"`
	Sums     string  `json:"sums"`
	Previous string  `json:"previous"`
	Hash     string  `json:"hash"`
}

// addTrail adds the trail: as a table to read, to the byte as it was sealed, and its seals; and how all that is verified, with a list of
// what is in the pack.
func (w *exportWriter) addTrail(ctx context.Context, a *archive) error {
	err := w.addBook(a, "audit.xlsx", func(book Workbook) error {
		to, err := a.create(w.deflated("trail.jsonl"))
		if err != nil {
			return err
		}
		lines := json.NewEncoder(to)
		return w.audited(ctx, book, func(e trail.AuditEntry) error { return lines.Encode(lineOf(e)) })
	})
	if err != nil {
		return err
	}
	head, err := w.addSeals(ctx, a)
	if err != nil {
		return err
	}
	if err := w.addText(a, "README.txt", fmt.Sprintf(aboutPack, w.of.Terms.From, w.of.Terms.To, head)); err != nil {
		return err
	}
	return w.addContents(a)
}

// addSeals adds the seals that were made since the first day, and names the last of them.
func (w *exportWriter) addSeals(ctx context.Context, a *archive) (string, error) {
	to, err := a.create(w.deflated("seals.jsonl"))
	if err != nil {
		return "", err
	}
	head, lines := "none 无", json.NewEncoder(to)
	err = w.Office.Exports.EachSeal(ctx, w.of.Terms.Since(), w.cutoff().Add(sealedWithin), func(s sealing.Seal) error {
		head = s.Head().String()
		return lines.Encode(sealLine{
			N: s.N, Day: s.Day, SealedAt: s.At.UnixMicro(), After: s.After, UpTo: s.UpTo, Entries: s.Entries, Sums: hex.EncodeToString(s.Sums),
			Previous: hex.EncodeToString(s.Previous), Hash: hex.EncodeToString(s.Hash),
		})
	})
	return head, err
}

func lineOf(e trail.AuditEntry) entryLine {
	sum := sealing.Entry{
		ID: e.ID, Object: e.Object, At: e.At, What: e.What, Who: e.Who.String(), Before: e.Before, After: e.After, Withheld: e.Withheld,
	}.Sum()
	return entryLine{
		ID: e.ID, Object: e.Object, At: e.At.UnixMicro(), What: e.What, Who: e.Who.String(), Before: exactly(e.Before), After: exactly(e.After),
		Withheld: e.Withheld, Sum: hex.EncodeToString(sum[:]),
	}
}

// exactly is a state as the database writes it; nil for none.
func exactly(state json.RawMessage) *string {
	if state == nil {
		return nil
	}
	text := string(state)
	return &text
}

// addContents adds the list of what is in the pack with its checksums: as a table, and as sha256sum reads it.
func (w *exportWriter) addContents(a *archive) error {
	err := w.addBook(a, "index.xlsx", func(book Workbook) error {
		files, err := begin(book, "文件 files", []export.Column{{Name: "文件 file", Width: 60}, {Name: "字节 bytes", Width: 14}, {Name: "校验和 sha256", Width: 68}})
		if err != nil {
			return err
		}
		for _, one := range a.listed {
			err := files.write([]export.Cell{
				export.TextCell(one.name), export.TextCell(strconv.FormatInt(one.bytes, 10)), export.TextCell(hex.EncodeToString(one.sum.Sum(nil))),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	all := a.listed
	a.lists = false // the list does not list itself
	to, err := a.create(w.deflated("sha256.txt"))
	if err != nil {
		return err
	}
	for _, one := range all {
		if _, err := fmt.Fprintf(to, "%s  %s\n", hex.EncodeToString(one.sum.Sum(nil)), one.name); err != nil {
			return fmt.Errorf("list what is in the pack: %w", err)
		}
	}
	return nil
}

func (w *exportWriter) addText(a *archive, name, text string) error {
	to, err := a.create(w.deflated(name))
	if err == nil {
		_, err = io.WriteString(to, text)
	}
	return err
}

func (w *exportWriter) deflated(name string) *zip.FileHeader {
	return &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: w.of.RequestedAt}
}

// aboutPack says what is in an audit pack, and how it is verified without us.
const aboutPack = `审计包 Audit pack  %s – %s
审计日志链末端 Head of the audit trail's chain: %s

内容 Contents
  index.xlsx     文件清单与校验和        every file with its SHA-256
  sha256.txt     同上，供 sha256sum 使用  the same for sha256sum
  invoices.xlsx  发票与红字发票          invoices and red documents; their files are in invoices/ and red/
  ledger.xlsx    账务                    records, balances and every move of the ledger
  audit.xlsx     审计日志                the audit trail, to read
  trail.jsonl    审计日志原文            the audit trail to the byte, one entry a line
  seals.jsonl    审计日志封条            the seals of the trail, one a line

验证 How to verify
1. sha256sum -c sha256.txt
   逐个核对文件。 Checks every file.
2. trail.jsonl: "sum" = SHA-256 of id, object, at, what, who, before, after, the number of names withheld, and each of these names,
   each written as its length in bytes, a colon and the text; a state that is null as "-". "at" is in microseconds since 1970.
   每条日志的校验和按上述各项依次拼接（字节长度、冒号、内容；空状态为“-”）后取 SHA-256。
3. seals.jsonl: "sums" has the sums of "entries", one after the other. "hash" = SHA-256 of the bytes of "previous", followed by the text
   n|day|sealed_at|after|up_to|entries with commas between them|sums
   封条的 hash 按上式计算；每个封条的 previous 等于前一封条的 hash。
   The "previous" of a seal is the hash of the one before it. The first seal's follows from a seal before this time.
   Entries that a seal lists and trail.jsonl lacks lie outside the time of this pack, or concern another account.
4. 将链末端与服务日志 "the audit trail is sealed" 中的 head 核对，或执行: starter audit trail --head DAY:ID:HASH
   Compare the head above with the service's log, which the database's administrator cannot change, or run that command.
`
