package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"slices"
)

// form is a form as it was sent: some short values, and a file.
type form struct {
	values map[string]string
	file   []byte
}

// errNoForm refuses a form whose parts cannot be told apart.
var errNoForm = malformed("", "The form cannot be read: it is cut off, or its parts are not separated as its Content-Type says.",
	"无法读取表单：内容中断，或分隔符与 Content-Type 不符。")

// mostOfAValue is how long the value of a member may be, in bytes; all of them are words of ours.
const mostOfAValue = 64

// readForm reads a form that uploadForm describes: each member once, and no others. The name of the file is not looked at.
func readForm(contentType string, body []byte) (form, error) {
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" {
		return form{}, edgeProblem(codeMediaType)
	}
	read, sent := form{values: map[string]string{}}, map[string]bool{}
	for parts := multipart.NewReader(bytes.NewReader(body), parameters["boundary"]); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return read, errNoForm
		}
		name := part.FormName()
		if schema, known := uploadForm.Content["multipart/form-data"].Schema.Properties[name]; !known || schema == nil {
			return read, malformed(name, "There is no such member.", "没有该字段。")
		}
		if sent[name] {
			return read, malformed(name, "This member was sent twice.", "该字段重复提交。")
		}
		sent[name] = true
		if err := read.take(name, part); err != nil {
			return read, err
		}
	}
	for _, name := range uploadForm.Content["multipart/form-data"].Schema.Required {
		if !sent[name] {
			return read, malformed(name, "This member is missing.", "缺少该字段。")
		}
	}
	return read, nil
}

// take reads one member.
func (f *form) take(name string, part io.Reader) error {
	content, err := io.ReadAll(part)
	if err != nil {
		return malformed(name, "The form cannot be read: it is cut off.", "无法读取表单：内容中断。")
	}
	if name == "file" {
		f.file = content
		return nil
	}
	allowed := uploadForm.Content["multipart/form-data"].Schema.Properties[name].Enum
	if len(content) > mostOfAValue || !slices.Contains(allowed, any(string(content))) {
		return malformed(name, fmt.Sprintf("It is one of %v.", allowed), fmt.Sprintf("应为以下之一：%v。", allowed))
	}
	f.values[name] = string(content)
	return nil
}
