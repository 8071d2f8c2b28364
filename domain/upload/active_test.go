package upload_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/money"
	"kaipiao/domain/upload"
	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/sandboxtest"
)

// pdfOf is a PDF of these objects; its table of contents is as good as a reader needs who mends what is damaged.
func pdfOf(objects ...string) []byte {
	var content bytes.Buffer
	content.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for n, object := range objects {
		fmt.Fprintf(&content, "%d 0 obj\n%s\nendobj\n", n+1, object)
	}
	table := content.Len()
	fmt.Fprintf(&content, "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return content.Bytes()
}

// packed is a part of a PDF, compressed.
func packed(dictionary, content string) string {
	var compressed bytes.Buffer
	w := zlib.NewWriter(&compressed)
	_, _ = w.Write([]byte(content))
	_ = w.Close()
	return fmt.Sprintf("<< %s /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", dictionary, compressed.Len(), compressed.String())
}

const catalog = "<< /Type /Catalog /Pages 2 0 R >>"

// S11: what does something when it is opened, or holds other files, is not taken in, wherever in the file that stands and however it is written.
func TestS11APDFThatDoesSomethingIsRefused(t *testing.T) {
	const script = "<< /S /JavaScript /JS (app.alert(1)) >>"
	padding := strings.Repeat("0 0 m 1 1 l S\n", 100_000)
	for name, content := range map[string][]byte{
		"a script":                     pdfOf("<< /Type /Catalog /OpenAction 2 0 R >>", script),
		"a script by name":             pdfOf("<< /Type /Catalog /Names << /JavaScript 2 0 R >> >>"),
		"in letters that are numbers":  pdfOf(catalog, "<< /S /J#61vaScript >>"),
		"all of them":                  pdfOf(catalog, "<< /S /#4a#61#76#61#53#63#72#69#70#74 >>"),
		"without blanks":               pdfOf(catalog, "<</S/JavaScript/JS(x)>>"),
		"in an object that is packed":  pdfOf(catalog, packed("/Type /ObjStm /N 1 /First 4", "9 0 "+script)),
		"with its name in numbers":     pdfOf(catalog, packed("/Type /Obj#53tm /N 1 /First 4", "9 0 <</S/Java#53cript>>")),
		"far behind in such an object": pdfOf(catalog, packed("/Type /ObjStm /N 1 /First 4", padding+padding+padding+padding+script)),
		"without saying so":            pdfOf(catalog, packed("/N 1 /First 4", padding+padding+padding+padding+script)),
		"in a part that says nothing":  pdfOf(catalog, packed("/X 1", "9 0 "+script)),
		"with another end of line": bytes.ReplaceAll(
			pdfOf(catalog, packed("/Type /ObjStm /N 1 /First 4", "9 0 "+script)), []byte("stream\n"), []byte("stream\r")),
		"packed otherwise":              pdfOf(catalog, "<< /Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\n00>\nendstream"),
		"packed somehow":                pdfOf(catalog, "<< /Type /ObjStm /N 1 /First 4 /Filter 9 0 R >>\nstream\n00>\nendstream"),
		"in a part that is not packed":  pdfOf(catalog, "<< /Length 99 >>\nstream\n5 0 obj "+script+" endobj\nendstream"),
		"in a note":                     pdfOf(catalog + "\n%5 0 obj " + script),
		"in a text":                     pdfOf("<< /X (5 0 obj " + script + ") >>"),
		"between words of a text":       pdfOf("<< /X (a stream\n) /S /JavaScript /Y (endstream) >>"),
		"a program":                     pdfOf(catalog, "<< /S /Launch /F (cmd.exe) >>"),
		"a file inside":                 pdfOf("<< /Type /Catalog /Names << /EmbeddedFiles 2 0 R >> >>", packed("/Type /EmbeddedFile", "MZ")),
		"a form of XFA":                 pdfOf("<< /AcroForm << /XFA 3 0 R >> >>"),
		"a lock":                        bytes.Replace(pdfOf(catalog), []byte("/Root"), []byte("/Encrypt 9 0 R /Root"), 1),
		"what is typed is sent":         pdfOf(catalog, "<< /S /SubmitForm /F (http://x.test) >>"),
		"another file is opened":        pdfOf(catalog, "<< /S /GoToR /F (other.pdf) >>"),
		"a film":                        pdfOf(catalog, "<< /Subtype /RichMedia >>"),
		"more of the same":              pdfOf("<< /Type /Catalog /AA << /O 2 0 R >> >>"),
		"a page of the web when opened": pdfOf("<< /OpenAction << /S /URI /URI (http://x.test) >> >>"),
		"which stands elsewhere":        pdfOf("<< /OpenAction 2 0 R >>", "<< /S /URI /URI (http://x.test) >>"),
	} {
		_, err := upload.Inspect(content)
		require.ErrorIs(t, err, upload.ErrActive, name)
		require.ErrorIs(t, upload.InspectAs(upload.PDF, content), upload.ErrActive, name)
	}
}

// S11: what scanners and printers write is taken in: pictures, fonts, objects that are packed, links, signatures, where to begin to read.
func TestS11APlainPDFIsTakenIn(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pixels := make([]byte, 3<<20)
	for n := range pixels {
		pixels[n] = byte(random.Uint32())
	}
	for name, content := range map[string][]byte{
		"the smallest": aPDF,
		"a scan": pdfOf(catalog, packed("/Subtype /Image /Width 1024 /Height 1024", string(pixels)),
			"<< /Subtype /Image /Filter /DCTDecode >>\nstream\n"+string(pixels)+"\nendstream"),
		"objects":      pdfOf(catalog, packed("/Type /ObjStm /N 2 /First 8", "9 0 10 5 << /Type /Page >> << /Annots [<< /S /URI /URI (https://x.test) >>] >>")),
		"a first page": pdfOf("<< /Type /Catalog /OpenAction [2 0 R /FitH null] /Outlines << /First 3 0 R /Count 1 >> >>", "<< /S /GoTo >>"),
		"a signature":  pdfOf("<< /AcroForm << /SigFlags 3 /Fields [2 0 R] >> >>", "<< /FT /Sig /V << /Type /Sig /Contents <00ff> >> >>"),
		"words":        pdfOf(catalog, packed("", "BT (JavaScript, Launch and Encrypt) Tj ET")),
	} {
		_, err := upload.Inspect(content)
		require.NoError(t, err, name)
	}
	press := fapiao.NewPress(sandboxtest.Typeface(t))
	for format, as := range map[fapiao.Format]upload.Format{fapiao.PDF: upload.PDF, fapiao.OFD: upload.OFD, fapiao.XML: upload.XML} {
		content, err := press.Make(anInvoice(), format)
		require.NoError(t, err)
		require.NoError(t, upload.InspectAs(as, content), format)
	}
}

func anInvoice() fapiao.Fapiao {
	return fapiao.Fapiao{
		Number: "26112000000000000001", IssuedAt: time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC), Drawer: "沙箱",
		Seller: fapiao.Party{Name: "北京百度网讯科技有限公司", TaxNumber: "91110000802100433B"}, Buyer: fapiao.Party{Name: "深圳市示例科技有限公司"},
		Net: money.MustParse("100.00"), Tax: money.MustParse("6.00"), Gross: money.MustParse("106.00"),
		Lines: []fapiao.Line{{
			Item: "*信息技术服务*云服务器", TaxCode: "3040203000000000000", TaxRate: money.MustParseRate("0.06"),
			Net: money.MustParse("100.00"), Tax: money.MustParse("6.00"), Gross: money.MustParse("106.00"),
		}},
	}
}

// S11: a PDF that grows without end is not unpacked without end.
func TestS11APDFThatGrowsWithoutEndIsDamaged(t *testing.T) {
	bomb := packed("/Type /ObjStm /N 1 /First 4", strings.Repeat("\x00", 32<<20))
	_, err := upload.Inspect(pdfOf(catalog, bomb))
	require.ErrorIs(t, err, upload.ErrDamaged)
	many := []string{catalog}
	part := packed("", strings.Repeat("\x00", 4<<20))
	for range 200 {
		many = append(many, part)
	}
	_, err = upload.Inspect(pdfOf(many...))
	require.ErrorIs(t, err, upload.ErrDamaged)
}

// S11: a PDF that a browser would take for a page is none.
func TestS11APageInAPDFIsAmbiguous(t *testing.T) {
	for _, head := range []string{"<html>", "<SCRIPT src=x>", "<!DOCTYPE html>", "<svg onload=x>"} {
		content := bytes.Replace(pdfOf(catalog), []byte("%\xe2"), []byte("%"+head+"\n%\xe2"), 1)
		_, err := upload.Inspect(content)
		require.ErrorIs(t, err, upload.ErrAmbiguous, head)
	}
}

// S11: a picture has fifty megapixels at most, and twenty thousand a side.
func TestS11APictureHasSoManyPixels(t *testing.T) {
	sized := func(width, height uint32) []byte {
		content := slices.Clone(aPNG)
		binary.BigEndian.PutUint32(content[16:], width)
		binary.BigEndian.PutUint32(content[20:], height)
		binary.BigEndian.PutUint32(content[29:], crc32.ChecksumIEEE(content[12:29]))
		return content
	}
	for _, c := range []struct {
		width, height uint32
		right         bool
	}{{8000, 6250, true}, {20_000, 2_500, true}, {8000, 6251, false}, {20_001, 1, false}, {1, 20_001, false}, {14_000, 14_000, false}} {
		_, err := upload.Inspect(sized(c.width, c.height))
		if c.right {
			require.NoError(t, err, c)
			continue
		}
		require.ErrorIs(t, err, upload.ErrDimensions, c)
	}
}

// packedFiles is an archive.
func packedFiles(files map[string]string) []byte {
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range files {
			if !yield(name) {
				return
			}
		}
	}) {
		w, err := archive.Create(name)
		if err == nil {
			_, err = w.Write([]byte(files[name]))
		}
		if err != nil {
			panic(err)
		}
	}
	_ = archive.Close()
	return content.Bytes()
}

// S11: an invoice of a vendor is looked at as ours are: OFD that grows without end or leaves its folder, XML with definitions of its own.
func TestS11AVendorsFileIsWhatItSays(t *testing.T) {
	const root = `<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><a/></ofd:OFD>`
	good := packedFiles(map[string]string{"OFD.xml": root, "Doc_0/Document.xml": root, "Doc_0/Res/image.png": string(aPNG)})
	require.NoError(t, upload.InspectAs(upload.OFD, good))
	entity := `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`
	many := map[string]string{"OFD.xml": root}
	for n := range 1001 {
		many[fmt.Sprint("f", n)] = ""
	}
	for name, c := range map[string]struct {
		content []byte
		why     error
	}{
		"no archive":           {[]byte("PK\x03\x04 and nothing more"), upload.ErrDamaged},
		"another archive":      {packedFiles(map[string]string{"word/document.xml": root}), upload.ErrFormat},
		"it grows without end": {packedFiles(map[string]string{"OFD.xml": root, "x": strings.Repeat("\x00", 65<<20)}), upload.ErrDamaged},
		"XML without end": {
			packedFiles(map[string]string{"OFD.xml": root, "x.xml": "<?xml version=\"1.0\"?><a>" + strings.Repeat(" ", 65<<20)}), upload.ErrDamaged,
		},
		"too many files":         {packedFiles(many), upload.ErrAmbiguous},
		"outside of its folder":  {packedFiles(map[string]string{"OFD.xml": root, "../x": ""}), upload.ErrAmbiguous},
		"at a place of its own":  {packedFiles(map[string]string{"OFD.xml": root, "/etc/x": ""}), upload.ErrAmbiguous},
		"something behind":       {append(slices.Clone(good), "<html>"...), upload.ErrAmbiguous},
		"something before":       {append([]byte("<html>"), good...), upload.ErrFormat},
		"definitions in its XML": {packedFiles(map[string]string{"OFD.xml": entity}), upload.ErrActive},
		"cut off":                {good[:len(good)-30], upload.ErrDamaged},
	} {
		require.ErrorIs(t, upload.InspectAs(upload.OFD, c.content), c.why, name)
	}
	require.NoError(t, upload.InspectAs(upload.XML, []byte(root)))
	require.NoError(t, upload.InspectAs(upload.XML, []byte("<?xml version=\"1.0\" encoding=\"GBK\"?><a>\xb7\xa2\xc6\xb1</a>")))
	for content, why := range map[string]error{
		entity: upload.ErrActive, `<?xml version="1.0"?><?xml-stylesheet href="x"?><a/>`: upload.ErrActive, `<?xml version="1.0"?>`: upload.ErrDamaged,
		`<?xml version="1.0"?><a></b>`: upload.ErrDamaged, `<?xml version="1.0"?><a/><a/>`: upload.ErrDamaged, `<a/>`: upload.ErrFormat,
		`<?xml version="1.0"?>` + strings.Repeat("<a>", 300): upload.ErrDamaged, `<?xml version="1.0" encoding="UTF-7"?><a/>`: upload.ErrDamaged,
		`<?xml version="1.0"?><a>&x;</a>`: upload.ErrDamaged,
	} {
		require.ErrorIs(t, upload.InspectAs(upload.XML, []byte(content)), why, content)
	}
}
