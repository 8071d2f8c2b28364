package baiwang

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// filesOf asks for the files of a document to be made.
type filesOf struct {
	InvoiceNo string `json:"invoiceNo"`
	// IssueMode is 1 for a digital invoice.
	IssueMode string `json:"invoiceIssueMode"`
}

// fileOf asks for one of them.
type fileOf struct {
	InvoiceNo  string `json:"invoiceNo"`
	ReturnType string `json:"returnType"`
}

// errNotAFile says that something else came in place of a file.
var errNotAFile = errors.New("Baiwang did not answer with a file of that format")

// File has the files of a document made, which takes a while, and fetches one; provider.ErrFileMissing until then (I6).
func (c *Client) File(ctx context.Context, of provider.Key, format invoice.FileFormat) ([]byte, error) {
	returnType := map[invoice.FileFormat]string{invoice.PDF: "1", invoice.OFD: "2", invoice.XML: c.config.XMLReturnType}[format]
	if returnType == "" {
		return nil, provider.ErrNotOffered
	}
	content, err := c.file(ctx, of.Number, format, returnType)
	if err != nil {
		return nil, fmt.Errorf("fetch the %s of %s: %w", format, of.Number, err)
	}
	return content, nil
}

// file takes the address of the file where it is one of that format, and otherwise asks for its content.
func (c *Client) file(ctx context.Context, number string, format invoice.FileFormat, returnType string) ([]byte, error) {
	response, err := c.call(ctx, createFiles, c.nested(filesOf{InvoiceNo: number, IssueMode: "1"}))
	if err != nil {
		return nil, err
	}
	var made struct {
		QueryData text `json:"queryData"`
		EInvoice  text `json:"eInvoiceUrl"`
		FileType  text `json:"fileType"`
	}
	if len(response) > 0 {
		if err := read(response, &made); err != nil {
			return nil, err
		}
	}
	if made.QueryData+made.EInvoice == "" {
		return nil, provider.ErrFileMissing
	}
	if strings.EqualFold(string(made.FileType), string(format)) && made.QueryData != "" {
		return c.download(ctx, string(made.QueryData), format)
	}
	response, err = c.call(ctx, queryFile, c.nested(fileOf{InvoiceNo: number, ReturnType: returnType}))
	if err != nil {
		return nil, err
	}
	var said struct {
		Content text `json:"content"`
	}
	if len(response) > 0 {
		if err := read(response, &said); err != nil {
			return nil, err
		}
	}
	if said.Content == "" {
		return nil, provider.ErrFileMissing
	}
	content, err := base64.StdEncoding.DecodeString(string(said.Content))
	if err != nil || !format.Matches(content) {
		return nil, errNotAFile
	}
	return content, nil
}

// download fetches a file from where the vendor says; nothing that lets us in goes there. An answer that is no such file, as a page
// with an error, is never taken for one.
func (c *Client) download(ctx context.Context, address string, format invoice.FileFormat) ([]byte, error) {
	if !overHTTP(address) {
		return nil, errAddress
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, errAddress
	}
	status, content, err := c.send(request, fileLimit)
	switch {
	case err != nil:
		return nil, err
	case status == http.StatusNotFound:
		return nil, provider.ErrFileMissing
	case status != http.StatusOK || !format.Matches(content):
		return nil, errNotAFile
	}
	return content, nil
}
