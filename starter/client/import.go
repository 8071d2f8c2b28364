package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"kaipiao/domain/money"
)

// Import is a file of consumption that was handed in, with its report.
type Import struct {
	ID       string `json:"id"`
	Status   string `json:"status"`
	Progress struct {
		Percent int `json:"percent"`
		Rows    int `json:"rows"`
		Items   int `json:"items"`
		Booked  int `json:"booked"`
	} `json:"progress"`
	Report ImportReport `json:"report"`
}

// ImportReport says what became of a file.
type ImportReport struct {
	Version     string `json:"version"`
	File        string `json:"file"`
	Why         string `json:"why"`
	Rows        int    `json:"rows"`
	Bad         int    `json:"bad"`
	Repeated    int    `json:"repeated"`
	Groups      int    `json:"groups"`
	Items       int    `json:"items"`
	Known       int    `json:"known"`
	Accounts    int    `json:"accounts"`
	NewAccounts int    `json:"new_accounts"`
	Sellers     []struct {
		Seller string       `json:"seller"`
		Cash   money.Amount `json:"cash"`
	} `json:"sellers"`
	Coupon  money.Amount      `json:"coupon"`
	Notes   map[string]int    `json:"notes"`
	BadRows []ImportRemark    `json:"bad_rows"`
	Remarks []ImportRemark    `json:"remarks"`
	Rates   map[string]string `json:"rates"`
	Href    string            `json:"href"`
}

// ImportRemark is what is said about one line of a file.
type ImportRemark struct {
	Line   int    `json:"line"`
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

// HandIn hands a file of any size in, as it is read. It is sent again where nobody answered, so that the fields have an id.
func (c *Client) HandIn(ctx context.Context, path string, fields map[string]string, open func() (io.ReadCloser, error), result any) error {
	content, err := c.repeat(ctx, func() (*http.Response, error) { return c.sendFile(ctx, path, fields, open) })
	if err != nil {
		return fmt.Errorf("POST %s: %w", path, err)
	}
	return json.Unmarshal(content, result)
}

func (c *Client) sendFile(ctx context.Context, path string, fields map[string]string, open func() (io.ReadCloser, error)) (*http.Response, error) {
	source, err := open()
	if err != nil {
		return nil, err
	}
	reader, writer := io.Pipe()
	form := multipart.NewWriter(writer)
	go func() {
		err := writeForm(form, fields, source)
		_ = writer.CloseWithError(errors.Join(err, source.Close())) // never fails
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, reader)
	if err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Content-Type", form.FormDataContentType())
	patient := *c.http
	patient.Timeout = handingIn
	return patient.Do(request)
}

// handingIn is how long a file may take to be sent.
const handingIn = 30 * time.Minute

func writeForm(form *multipart.Writer, fields map[string]string, source io.Reader) error {
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			return err
		}
	}
	file, err := form.CreateFormFile("file", "file")
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, source); err != nil {
		return err
	}
	return form.Close()
}
