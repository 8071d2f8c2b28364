package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"time"
)

// Upload hands a file in, with the fields of its form; for a file that fits into memory.
func (c *Client) Upload(ctx context.Context, path string, fields map[string]string, content []byte) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := writeForm(form, fields, bytes.NewReader(content)); err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	if _, err := c.send(ctx, http.MethodPost, path, &body, []string{"Content-Type", form.FormDataContentType()}); err != nil {
		return fmt.Errorf("POST %s: %w", path, err)
	}
	return nil
}

// handingIn is how long a file may take to be sent.
const handingIn = 30 * time.Minute

// HandIn hands in a file of any size, as it is read. It is sent again where nobody answered, so that the fields have an id.
func (c *Client) HandIn(ctx context.Context, path string, fields map[string]string, open func() (io.ReadCloser, error), result any) error {
	boundary := multipart.NewWriter(io.Discard).Boundary()
	body := func() (io.ReadCloser, error) { return streamed(boundary, fields, open) }
	first, err := body()
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, first)
	if err != nil {
		return errors.Join(err, first.Close())
	}
	request.GetBody = body
	request.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	patient := *c.sender
	patient.http = &http.Client{Timeout: handingIn}
	response, err := patient.Do(request)
	if err != nil {
		return fmt.Errorf("POST %s: %w", path, err)
	}
	defer response.Body.Close()
	return json.NewDecoder(response.Body).Decode(result)
}

// streamed writes a form while it is read.
func streamed(boundary string, fields map[string]string, open func() (io.ReadCloser, error)) (io.ReadCloser, error) {
	source, err := open()
	if err != nil {
		return nil, err
	}
	reader, writer := io.Pipe()
	form := multipart.NewWriter(writer)
	if err := form.SetBoundary(boundary); err != nil {
		return nil, errors.Join(err, source.Close())
	}
	go func() {
		err := writeForm(form, fields, source)
		_ = writer.CloseWithError(errors.Join(err, source.Close())) // never fails
	}()
	return reader, nil
}

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
