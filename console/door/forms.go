package door

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"

	"kaipiao/office/sessions"
)

// How much a form may hold, in bytes: without files, and with them. Of one with files so much is in memory, and the rest in a file that ends with the call.
const (
	largestForm   = 1 << 20
	largestUpload = 24 << 20
	inMemory      = 1 << 20
	largestKept   = 64 << 10
)

const (
	urlencoded = "application/x-www-form-urlencoded"
	multipart  = "multipart/form-data"
)

// readForm reads a form, or says why not.
func (d *Door) readForm(w http.ResponseWriter, r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == urlencoded:
		r.Body = http.MaxBytesReader(w, r.Body, largestForm)
		err = r.ParseForm()
	case err == nil && kind == multipart:
		r.Body = http.MaxBytesReader(w, r.Body, largestUpload)
		err = r.ParseMultipartForm(inMemory)
	default:
		d.refuse(w, r, http.StatusUnsupportedMediaType, unreadable)
		return false
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		d.refuse(w, r, http.StatusRequestEntityTooLarge, tooLarge)
	case err != nil:
		d.refuse(w, r, http.StatusBadRequest, unreadable)
	}
	return err == nil
}

// keep keeps the fields of a form whose session has ended, for the same person. Files have to be chosen again.
func (d *Door) keep(w http.ResponseWriter, r *http.Request, before sessions.Session, page string) bool {
	fields, err := fieldsOf(w, r)
	if err != nil || !before.Made(fields.Get(TokenField)) { // no page of that session has sent it
		return false
	}
	fields.Del(TokenField)
	value, err := d.Sessions.KeepForm(r.Context(), before.Who.Subject, sessions.Form{Page: page, Target: r.URL.Path, Fields: fields}, d.Now())
	if err != nil {
		slog.WarnContext(r.Context(), "a form is not kept", "error", err)
		return false
	}
	d.set(w, keptSuffix, value, keptCookieLives)
	return true
}

var errTooMuch = errors.New("it is too much to be kept")

// fieldsOf reads a form without its files.
func fieldsOf(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	if kind == urlencoded {
		r.Body = http.MaxBytesReader(w, r.Body, largestKept)
		err := r.ParseForm()
		return r.PostForm, err
	}
	r.Body = http.MaxBytesReader(w, r.Body, largestUpload)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	fields, left := url.Values{}, int64(largestKept)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return fields, nil
		}
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			continue
		}
		content, err := io.ReadAll(io.LimitReader(part, left+1))
		if left -= int64(len(content) + len(part.FormName())); err != nil || left < 0 {
			return nil, errors.Join(errTooMuch, err)
		}
		fields.Add(part.FormName(), string(content))
	}
}

// withKept offers what was kept on the page where it was typed, until it is sent from there; and to the person alone who had typed it.
func (d *Door) withKept(ctx context.Context, w http.ResponseWriter, r *http.Request, session sessions.Session) context.Context {
	value, held := d.held(r, keptSuffix)
	if !held {
		return ctx
	}
	form, err := d.Sessions.KeptForm(ctx, value, session.Who.Subject, d.Now())
	page, _ := url.Parse(form.Page)
	switch {
	case err != nil:
		d.unset(w, keptSuffix) // somebody else has signed in, or it is too long ago
	case !safe(r.Method) && r.URL.Path == form.Target:
		if err := d.Sessions.DropForm(ctx, value); err != nil {
			slog.WarnContext(ctx, "a kept form is not dropped; it ends by itself", "error", err)
		}
		d.unset(w, keptSuffix)
	case safe(r.Method) && page != nil && page.Path == r.URL.Path:
		return context.WithValue(ctx, formKey{}, form)
	}
	return ctx
}
