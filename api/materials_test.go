package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/ticket"
)

// part is one member of a form.
type part struct {
	name    string
	content string
	// headers are those of the part, besides its name.
	file, contentType string
}

// material is the form by which a file is handed in; an original comes with its freight.
func material(kind string, content []byte) []part {
	parts := []part{{name: "type", content: kind}, {name: "file", content: string(content), file: "scan", contentType: "application/octet-stream"}}
	if kind == "original_received" {
		parts = append(parts, part{name: "freight", content: "prepaid"})
	}
	return parts
}

// written is a form as it is sent.
func written(parts []part) (contentType, body string) {
	var content bytes.Buffer
	form := multipart.NewWriter(&content)
	for _, p := range parts {
		head := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf("form-data; name=%q", p.name)}}
		if p.file != "" {
			head.Set("Content-Disposition", fmt.Sprintf("form-data; name=%q; filename=%q", p.name, p.file))
		}
		if p.contentType != "" {
			head.Set("Content-Type", p.contentType)
		}
		w, err := form.CreatePart(head)
		if err == nil {
			_, err = w.Write([]byte(p.content))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := form.Close(); err != nil {
		panic(err)
	}
	return form.FormDataContentType(), content.String()
}

// upload hands in a file.
func (s *service) upload(who access.Identity, opened string, parts []part) answer {
	s.t.Helper()
	contentType, body := written(parts)
	return s.call(who, http.MethodPost, "/v1/tickets/"+opened+"/materials", body, "Content-Type", contentType)
}

// handIn hands in one that has to be taken.
func (s *service) handIn(who access.Identity, opened string, parts []part) object {
	s.t.Helper()
	a := s.upload(who, opened, parts)
	require.Equal(s.t, http.StatusCreated, a.status, string(a.bytes))
	return a.body
}

// uploadRefused hands in one that has to be refused, and proves that it changed nothing (O5).
func (s *service) uploadRefused(status int, code, field string, who access.Identity, opened string, parts []part) {
	s.t.Helper()
	contentType, body := written(parts)
	s.refused(status, code, field, who, http.MethodPost, "/v1/tickets/"+opened+"/materials", body, "Content-Type", contentType)
}

func drawn(encode func(*bytes.Buffer, image.Image) error) []byte {
	var content bytes.Buffer
	if err := encode(&content, image.NewGray(image.Rect(0, 0, 32, 32))); err != nil {
		panic(err)
	}
	return content.Bytes()
}

var (
	aPNG  = drawn(func(b *bytes.Buffer, i image.Image) error { return png.Encode(b, i) })
	aJPEG = drawn(func(b *bytes.Buffer, i image.Image) error { return jpeg.Encode(b, i, nil) })
	aPDF  = []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n" +
		"trailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n45\n%%EOF\n")
)

// refuseForms spoils a form in every way that it describes: what is missing, sent twice, unknown, or no word of its list.
func (d document) refuseForms(s *service, method, path string, described *schema, given sample) {
	s.t.Helper()
	refused := func(field string, form []part) {
		s.t.Helper()
		spoilt := given
		spoilt.form = form
		a := spoilt.send(s, method, path)
		require.Equal(s.t, http.StatusBadRequest, a.status, "%s: %s", field, a.bytes)
		require.Equal(s.t, "invalid_request", a.code())
		require.Contains(s.t, a.fields(), field, string(a.bytes))
	}
	for name, member := range described.Properties {
		without := slices.DeleteFunc(slices.Clone(given.form), func(p part) bool { return p.name == name })
		if slices.Contains(described.Required, name) {
			refused(name, without)
		}
		for _, bad := range []string{"", "none of them", "\x00", strings.Repeat("1", 5000)} {
			if len(member.Enum) > 0 {
				refused(name, append(without, part{name: name, content: bad}))
			}
		}
		some := part{name: name, content: "other"}
		if len(member.Enum) > 0 {
			some.content = member.Enum[0].(string)
		}
		refused(name, append(without, some, some))
	}
	refused("unheard_of", append(slices.Clone(given.form), part{name: "unheard_of", content: "1"}))
	refused("file", append(slices.DeleteFunc(slices.Clone(given.form), func(p part) bool { return p.name == "file" }), part{name: "file"}))
}

// voiding is a ticket that voids an ordinary paper invoice, which was shipped.
func (s *service) voiding(kind string) (opened, invoiceID string) {
	s.t.Helper()
	invoiceID = s.paper("voided", kind)
	s.must(finance, post, "/v1/invoices/"+invoiceID+"/ship", object{"tracking_number": "SF1"})
	return s.ticket("void", object{"kind": "void", "invoice": invoiceID, "note": "开票信息有误"}), invoiceID
}

// paper is an issued invoice of 100.00 on paper.
func (s *service) paper(key, kind string) string {
	s.t.Helper()
	id := s.approved(s.applied(key, with(onPaper("100.00"), object{"kind": kind})))[0]
	s.issued(id, "2611"+fmt.Sprintf("%016d", len(key)))
	return id
}

func withBills(t testing.TB) *service {
	t.Helper()
	s := newService(t)
	s.account("acct")
	s.account("other")
	s.consumed(bill("c1", "acct", "1000.00"))
	return s
}

// V3: what is handed in is what its content says, whatever its name and its declared type; what is anything else, or only
// a part, is refused before anything is kept.
func TestV3MaterialsAreCheckedByTheirContent(t *testing.T) {
	s := withBills(t)
	opened, _ := s.voiding("ordinary")
	named := func(content []byte, file, contentType string) []part {
		return []part{{name: "type", content: "other"}, {name: "file", content: string(content), file: file, contentType: contentType}}
	}
	for kind, content := range map[string][]byte{"image/png": aPNG, "image/jpeg": aJPEG, "application/pdf": aPDF} {
		added := s.handIn(customer, opened, named(content, "../../etc/malware.exe", "text/html"))
		require.Equal(t, kind, added["content_type"])
		sum := sha256.Sum256(content)
		require.Equal(t, hex.EncodeToString(sum[:]), added["sha256"])
		file := s.call(customer, get, added["href"].(string), nil)
		require.Equal(t, content, file.bytes)
		require.Equal(t, kind, file.header.Get("Content-Type"))
		require.Equal(t, "nosniff", file.header.Get("X-Content-Type-Options"))
		require.True(t, strings.HasPrefix(file.header.Get("Content-Disposition"), `attachment; filename="other-`), file.header.Get("Content-Disposition"))
		require.NotContains(t, file.header.Get("Content-Disposition"), "malware")
		before := s.contents()
		require.Equal(t, added["id"], s.handIn(customer, opened, named(content, "again.png", ""))["id"], "the same file again is the same material")
		require.Equal(t, before, s.contents())
	}
	large := slices.Concat(aPNG, make([]byte, ticket.MaterialBytes-len(aPNG)))
	for code, content := range map[string][]byte{
		"file_type_not_accepted": []byte("<html><script>alert(1)</script>"), "file_damaged": aJPEG[:len(aJPEG)-3], "file_ambiguous": slices.Concat(aPDF, aPNG),
		"file_too_large": append(large, 0),
	} {
		s.uploadRefused(http.StatusUnprocessableEntity, code, "file", customer, opened, named(content, "scan.png", "image/png"))
	}
	s.handIn(customer, opened, named(large, "scan.png", "image/png"))
	s.uploadRefused(http.StatusRequestEntityTooLarge, "body_too_large", "", customer, opened, named(make([]byte, 11<<20), "scan.png", "image/png"))
	s.refused(http.StatusUnsupportedMediaType, "unsupported_media_type", "", customer, post, "/v1/tickets/"+opened+"/materials", object{"type": "other"})
	contentType, body := written(named(aPNG, "scan.png", "image/png"))
	s.refused(http.StatusBadRequest, "invalid_request", "", customer, post, "/v1/tickets/"+opened+"/materials", body[:len(body)-20], "Content-Type",
		contentType)
	s.refused(http.StatusBadRequest, "invalid_request", "", customer, post, "/v1/tickets/"+opened+"/materials", body, "Content-Type", "multipart/form-data")
}

// V3, O1: who hands in what for which ticket; and nobody else's materials are shown.
func TestV3WhoHandsInWhat(t *testing.T) {
	s := withBills(t)
	opened, _ := s.voiding("ordinary")
	for _, own := range []string{"original_received"} {
		s.uploadRefused(http.StatusUnprocessableEntity, "material_of_finance", "type", customer, opened, material(own, aPNG))
	}
	for _, unsuitable := range []string{"loss_certificate", "template", "stamped_scan"} {
		s.uploadRefused(http.StatusUnprocessableEntity, "material_unsuitable", "type", finance, opened, material(unsuitable, aPNG))
	}
	collect := append(material("void_note", aPNG)[1:], part{name: "type", content: "original_received"}, part{name: "freight", content: "collect"})
	s.uploadRefused(http.StatusUnprocessableEntity, "freight_not_prepaid", "freight", finance, opened, collect)
	s.uploadRefused(http.StatusBadRequest, "invalid_request", "freight", finance, opened, material("original_received", aPNG)[:2])
	s.uploadRefused(http.StatusBadRequest, "invalid_request", "freight", finance, opened,
		append(material("other", aPNG), part{name: "freight", content: "prepaid"}))
	s.uploadRefused(http.StatusNotFound, "not_found", "", stranger, opened, material("void_note", aPNG))
	added := s.handIn(customer, opened, material("void_note", aPNG))
	for who, status := range map[access.Identity]int{stranger: 404, vendor: 403, nobody: 401, auditor: 200, finance: 200, upstream: 200, customer: 200} {
		require.Equal(t, status, s.call(who, get, added["href"].(string), nil).status, who.Role)
	}
	s.refused(http.StatusNotFound, "not_found", "", customer, get, "/v1/tickets/"+opened+"/materials/"+opened+"-m99", nil)
	for n := 1; n < ticket.MaterialsOfOneTicket; n++ {
		s.handIn(customer, opened, material("other", slices.Concat(aPDF, bytes.Repeat([]byte("\n"), n))))
	}
	s.uploadRefused(http.StatusConflict, "too_many_materials", "", customer, opened, material("other", aPNG))
}

// FuzzV3WhateverIsUploaded: whatever is sent as a material, the answer is no failure of ours, and a refusal changes nothing.
func FuzzV3WhateverIsUploaded(f *testing.F) {
	const boundary = "multipart/form-data; boundary=x"
	whole := func(kind string, content []byte) string {
		return "--x\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n" + kind +
			"\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n" + string(content) + "\r\n--x--\r\n"
	}
	for _, content := range [][]byte{aPNG, aJPEG, aPDF, aPNG[:40], {}, []byte("GIF89a"), slices.Concat(aJPEG, aPDF)} {
		f.Add(boundary, whole("void_note", content))
		f.Add(boundary, whole("original_received", content))
	}
	f.Add("multipart/form-data", whole("other", aPNG))
	f.Add("multipart/mixed; boundary=x", whole("other", aPNG))
	f.Add("application/json", `{"type":"other"}`)
	f.Add(boundary, "--x\r\n\r\n--x--")
	f.Add(boundary, "--x\r\nContent-Disposition: form-data; name=\"file\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=FF=D8=FF\r\n--x--")
	f.Add(`multipart/form-data; boundary="`, "--")
	s := withBills(f)
	opened, _ := s.voiding("ordinary")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		s.t = t
		if strings.ContainsAny(contentType, "\r\n\x00") || !isHeader(contentType) {
			return
		}
		for _, who := range []access.Identity{customer, finance} {
			before := s.contents()
			a := s.call(who, post, "/v1/tickets/"+opened+"/materials", body, "Content-Type", contentType)
			require.Less(t, a.status, 500, string(a.bytes))
			if a.status >= 400 {
				require.Equal(t, before, s.contents())
			}
		}
	})
}

// isHeader: the test's own client sends no other.
func isHeader(value string) bool {
	for _, c := range []byte(value) {
		if c < ' ' || c == 0x7f {
			return false
		}
	}
	return true
}
