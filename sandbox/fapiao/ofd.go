package fapiao

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
)

// ofd packs the sheets, the QR code and the data file as GB/T 33190-2016 asks: a ZIP of XML parts.
func (p *Press) ofd(f Fapiao) ([]byte, error) {
	data, err := p.xml(f)
	if err != nil {
		return nil, err
	}
	code, err := qrPNG(f)
	if err != nil {
		return nil, err
	}
	var buffer bytes.Buffer
	pack := &ofdPack{zip: zip.NewWriter(&buffer), at: f.IssuedAt.In(calendar.Shanghai)}
	ids := &counter{last: lastFixedID}
	sheets := p.sheets(f)
	document := ofdDocument{Space: ofdSpace, Public: "PublicRes.xml", Private: "DocumentRes.xml", Attachments: "Attachs/Attachments.xml"}
	document.Box = ofdBox(0, 0, sheetWidth, sheetHeight)
	for i, sheet := range sheets {
		location := fmt.Sprintf("Pages/Page_%d/Content.xml", i)
		document.Pages = append(document.Pages, ofdPageLink{ID: ids.next(), Location: location})
		pack.part("Doc_0/"+location, p.ofdPage(sheet, ids))
	}
	document.MaxID = ids.last
	pack.part("OFD.xml", ofdRoot(f))
	pack.part("Doc_0/Document.xml", document)
	pack.part("Doc_0/PublicRes.xml", ofdFonts())
	pack.part("Doc_0/DocumentRes.xml", ofdMedia())
	pack.file("Doc_0/Res/qr.png", code)
	pack.part("Doc_0/Attachs/Attachments.xml", ofdAttachments(f))
	pack.file("Doc_0/Attachs/original_invoice.xml", data)
	if err := pack.close(); err != nil {
		return nil, fmt.Errorf("make the OFD: %w", err)
	}
	return buffer.Bytes(), nil
}

// ofdPack writes parts until the first error.
type ofdPack struct {
	zip *zip.Writer
	at  time.Time
	err error
}

func (p *ofdPack) part(name string, document any) {
	content, err := marshal(document)
	if err != nil && p.err == nil {
		p.err = err
	}
	p.file(name, content)
}

func (p *ofdPack) file(name string, content []byte) {
	if p.err != nil {
		return
	}
	writer, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: p.at})
	if err == nil {
		_, err = writer.Write(content)
	}
	p.err = err
}

func (p *ofdPack) close() error {
	if p.err != nil {
		return p.err
	}
	return p.zip.Close()
}

// counter gives every object of the document its own id.
type counter struct{ last int }

func (c *counter) next() int {
	c.last++
	return c.last
}

// documentID is 32 hexadecimal digits, the same for the same invoice.
func documentID(f Fapiao) string {
	sum := sha256.Sum256([]byte(f.Number))
	return hex.EncodeToString(sum[:16])
}
