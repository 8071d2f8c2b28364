package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/refusal"
)

// form is a form as it was sent: some short values, and a file, which is in the store.
type form struct {
	values map[string]string
	file   *incoming
}

// formKind says how a form is read.
type formKind struct {
	described *huma.RequestBody
	// longest is how long a value may be, in bytes.
	longest int64
	file    fileKind
}

// errNoForm refuses a form whose parts cannot be told apart, and errCutOff one that ends too early.
var (
	errNoForm = malformed("", "The form cannot be read: it is cut off, or its parts are not separated as its Content-Type says.",
		"无法读取表单：内容中断，或分隔符与 Content-Type 不符。")
	errUnreadable = refusal.Words{English: "The form cannot be read: it is cut off.", Chinese: "无法读取表单：内容中断。"}
)

const formType = "multipart/form-data"

// headOfPart is how much may stand before a part's content: what separates it, and its headers.
const headOfPart = 16 << 10

// readForm reads a form as it comes: each member once, and no others. The name of the file is not looked at. Whoever calls it forgets the
// file, unless it is kept.
func (s *surface) readForm(ctx context.Context, kind formKind, sent sentBody) (*form, error) {
	mediaType, parameters, err := mime.ParseMediaType(sent.contentType)
	if err != nil || mediaType != formType {
		return nil, edgeProblem(codeMediaType)
	}
	read, metered := &form{values: map[string]string{}}, &metered{from: sent.body}
	schema := kind.described.Content[formType].Schema
	for parts := multipart.NewReader(metered, parameters["boundary"]); ; {
		metered.left = headOfPart
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return read, orTooSlow(err, errNoForm)
		}
		name := part.FormName()
		if _, known := schema.Properties[name]; !known {
			return read, malformed(name, "There is no such member.", "没有该字段。")
		}
		if _, twice := read.values[name]; twice {
			return read, malformed(name, "This member was sent twice.", "该字段重复提交。")
		}
		metered.left = kind.file.largest + headOfPart
		if err := s.readPart(ctx, kind, read, name, part); err != nil {
			return read, err
		}
	}
	sent.body.done()
	for _, name := range schema.Required {
		if _, sent := read.values[name]; !sent {
			return read, malformed(name, "This member is missing.", "缺少该字段。")
		}
	}
	return read, nil
}

// readPart reads one member: the file into the store, another one into memory.
func (s *surface) readPart(ctx context.Context, kind formKind, read *form, name string, part io.Reader) error {
	if name == "file" {
		read.values[name] = ""
		var err error
		read.file, err = s.takeIn(ctx, kind.file, name, part)
		return err
	}
	content, err := io.ReadAll(io.LimitReader(part, kind.longest+1))
	switch {
	case err != nil:
		return orTooSlow(err, malformed(name, errUnreadable.English, errUnreadable.Chinese))
	case int64(len(content)) > kind.longest:
		return malformed(name, "This is too long.", "内容过长。")
	default:
		read.values[name] = string(content)
		return nil
	}
}

// checkWords refuses a value that is none of the words of its list.
func (f *form) checkWords(described *huma.RequestBody) error {
	for name, member := range described.Content[formType].Schema.Properties {
		if value, sent := f.values[name]; sent && len(member.Enum) > 0 && !slices.Contains(member.Enum, any(value)) {
			return malformed(name, fmt.Sprintf("It is one of %v.", member.Enum), fmt.Sprintf("应为以下之一：%v。", member.Enum))
		}
	}
	return nil
}

// forget deletes the file, if there is one.
func (f *form) forget(ctx context.Context) error {
	if f == nil {
		return nil
	}
	return f.file.forget(ctx)
}

// metered hands on no more than is left.
type metered struct {
	from io.Reader
	left int64
}

// Read reads.
func (m *metered) Read(into []byte) (int, error) {
	if m.left <= 0 {
		return 0, errTooLarge
	}
	n, err := m.from.Read(into[:min(int64(len(into)), m.left)])
	m.left -= int64(n)
	return n, err
}
