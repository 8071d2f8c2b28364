package desk

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
)

// mostInMemory is how much of a form with a file is kept in memory while it is read; the rest waits in a file.
const mostInMemory = 1 << 20

// largestForm is a little more than the largest material, so that one that is too large is refused in the API's words.
const largestForm = 12 << 20

// handInMaterial passes a file on to the API, which judges it.
func handInMaterial(v *page.Visit) error {
	id := v.Path("ticket")
	err := passForm(v, "/v1/tickets/"+url.PathEscape(id)+"/materials", "type", "freight")
	if v.Refused(err) || tooLarge(v, err) {
		return showRefusedTicket(v)
	}
	if err != nil {
		return err
	}
	return v.Go(tickets + "/" + url.PathEscape(id) + "?done=hand_in&of=" + url.QueryEscape(id))
}

// tooLarge reports whether a file was refused because of its size, and remembers it for the page.
func tooLarge(v *page.Visit, err error) bool {
	if err == nil || page.ProblemOf(err).Status != http.StatusRequestEntityTooLarge {
		return false
	}
	v.Problem = page.ProblemOf(err)
	return true
}

// passForm sends the file of a form on, with some of its fields, as it is read: the API's form has no others.
func passForm(v *page.Visit, path string, fields ...string) error {
	v.R.Body = http.MaxBytesReader(v.W, v.R.Body, largestForm)
	if err := v.R.ParseMultipartForm(mostInMemory); err != nil {
		return unread(err)
	}
	defer func() { _ = v.R.MultipartForm.RemoveAll() }()
	read, write := io.Pipe()
	form := multipart.NewWriter(write)
	go func() { _ = write.CloseWithError(writeForm(v, form, fields)) }()
	err := v.API().Send(v.R.Context(), v.Who, http.MethodPost, path, read, nil, "Content-Type", form.FormDataContentType())
	_ = read.Close()
	return err
}

// unread says why a form was not read.
func unread(err error) error {
	var large *http.MaxBytesError
	if !errors.As(err, &large) {
		return err
	}
	return &api.Problem{Status: http.StatusRequestEntityTooLarge, Code: "body_too_large", Detail: fileTooLarge.EN, DetailZH: fileTooLarge.ZH}
}

func writeForm(v *page.Visit, form *multipart.Writer, fields []string) error {
	for _, name := range fields {
		if value := v.Form(name); value != "" {
			if err := form.WriteField(name, value); err != nil {
				return err
			}
		}
	}
	if file, header, err := v.R.FormFile("file"); err == nil {
		defer func() { _ = file.Close() }()
		part, err := form.CreateFormFile("file", header.Filename)
		if err != nil {
			return err
		}
		if _, err := io.Copy(part, file); err != nil {
			return err
		}
	}
	return form.Close()
}

// passMaterial hands out a file of a ticket.
func passMaterial(v *page.Visit) error {
	return v.API().Pass(v.W, v.R, v.Who, "/v1/tickets/"+url.PathEscape(v.Path("ticket"))+"/materials/"+url.PathEscape(v.Path("material")))
}
