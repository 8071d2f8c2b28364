package invoice

import "bytes"

// Kind is the kind of VAT invoice (发票种类).
type Kind string

// The kinds of VAT invoice (A3).
const (
	Ordinary Kind = "ordinary" // 普通发票
	Special  Kind = "special"  // 专用发票: input tax can be deducted
)

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k == Ordinary || k == Special }

// Medium is what an invoice is made of.
type Medium string

// The media (A3).
const (
	Electronic Medium = "electronic" // fully digitalised e-invoice (数电票)
	Paper      Medium = "paper"      // 纸质发票
)

// Valid reports whether m is one of the media.
func (m Medium) Valid() bool { return m == Electronic || m == Paper }

// FileFormat is the format of an e-invoice's file (I6).
type FileFormat string

// The formats in which an e-invoice is handed out.
const (
	PDF FileFormat = "pdf"
	OFD FileFormat = "ofd"
	XML FileFormat = "xml"
)

// FileFormats lists every format, in the order in which they are fetched.
var FileFormats = []FileFormat{PDF, OFD, XML}

// Valid reports whether f is one of the formats.
func (f FileFormat) Valid() bool { return f == PDF || f == OFD || f == XML }

// ContentType is the MIME type of a file of this format.
func (f FileFormat) ContentType() string {
	switch f {
	case PDF:
		return "application/pdf"
	case OFD:
		return "application/ofd"
	case XML:
		return "application/xml"
	default:
		return "application/octet-stream"
	}
}

// The beginnings by which files are recognised. An OFD file is a ZIP archive.
var (
	beginningOfPDF = []byte("%PDF-")
	beginningOfZIP = []byte("PK\x03\x04")
	beginningOfXML = []byte("<?xml")
	byteOrderMark  = []byte("\xef\xbb\xbf")
)

// Matches reports whether content begins as a file of this format does.
func (f FileFormat) Matches(content []byte) bool {
	switch f {
	case PDF:
		return bytes.HasPrefix(content, beginningOfPDF)
	case OFD:
		return bytes.HasPrefix(content, beginningOfZIP)
	case XML:
		return bytes.HasPrefix(bytes.TrimPrefix(content, byteOrderMark), beginningOfXML)
	default:
		return false
	}
}
