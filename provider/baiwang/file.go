package baiwang

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// errNotAFile says that something else came in place of a file.
var errNotAFile = errors.New("Baiwang did not answer with a file of that format")

// File has the files of a document made, which takes a while, and fetches one; provider.ErrFileMissing until then (I6).
func (c *Client) File(ctx context.Context, of provider.Key, format invoice.FileFormat) ([]byte, error) {
	returnType := map[invoice.FileFormat]string{invoice.PDF: "1", invoice.OFD: "2", invoice.XML: c.config.XMLReturnType}[format]
	if returnType == "" {
		return nil, provider.ErrNotOffered
	}
	content, err := c.file(ctx, of.Number, format, returnType)
	if err == nil && !format.Matches(content) {
		return nil, errNotAFile // as a page with an error
	}
	return content, err
}

// file takes the address of the file where the vendor says that it is one of that format, and otherwise asks for its content.
func (c *Client) file(ctx context.Context, number string, format invoice.FileFormat, returnType string) ([]byte, error) {
	made, err := c.one(ctx, createFiles, object{"invoiceNo": number, "invoiceIssueMode": "1"})
	if err != nil || made["queryData"]+made["eInvoiceUrl"] == "" {
		return nil, cmp.Or(err, provider.ErrFileMissing)
	}
	if strings.EqualFold(made["fileType"], string(format)) && made["queryData"] != "" {
		return c.download(ctx, made["queryData"])
	}
	said, err := c.one(ctx, queryFile, object{"invoiceNo": number, "returnType": returnType})
	if err != nil || said["content"] == "" {
		return nil, cmp.Or(err, provider.ErrFileMissing)
	}
	return base64.StdEncoding.DecodeString(said["content"])
}

// download fetches a file from where the vendor says; nothing that lets us in goes there.
func (c *Client) download(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil || !overHTTP(address) {
		return nil, errAddress
	}
	status, content, err := c.send(request, fileLimit)
	switch {
	case err == nil && status == http.StatusNotFound:
		return nil, provider.ErrFileMissing
	case err == nil && status != http.StatusOK:
		return nil, errNotAFile
	}
	return content, err
}
