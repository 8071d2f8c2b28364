package baiwang

import (
	"cmp"
	"context"
	"encoding/base64"
	"strings"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

// File has the files of a document made, which takes a while, and fetches one; provider.ErrFileMissing until then (I6).
func (c *Client) File(ctx context.Context, of provider.Key, format invoice.FileFormat) ([]byte, error) {
	returnType := map[invoice.FileFormat]string{invoice.PDF: "1", invoice.OFD: "2", invoice.XML: c.config.XMLReturnType}[format]
	if returnType == "" {
		return nil, provider.ErrNotOffered
	}
	content, err := c.file(ctx, of.Number, format, returnType)
	if err == nil && !format.Matches(content) {
		return nil, wire.ErrNotTheFile // as a page with an error
	}
	return content, err
}

// file takes the address of the file where the vendor says that it is one of that format, and otherwise asks for its content.
func (c *Client) file(ctx context.Context, number string, format invoice.FileFormat, returnType string) ([]byte, error) {
	made, err := c.one(ctx, createFiles, wire.Members{"invoiceNo": number, "invoiceIssueMode": "1"})
	if err != nil || made.Text("queryData", "eInvoiceUrl") == "" {
		return nil, cmp.Or(err, provider.ErrFileMissing)
	}
	if address := made.String("queryData"); strings.EqualFold(made.String("fileType"), string(format)) && address != "" {
		return c.caller.Download(ctx, address, format.Matches, provider.ErrFileMissing)
	}
	said, err := c.one(ctx, queryFile, wire.Members{"invoiceNo": number, "returnType": returnType})
	if err != nil || said.Text("content") == "" {
		return nil, cmp.Or(err, provider.ErrFileMissing)
	}
	return base64.StdEncoding.DecodeString(said.String("content"))
}
