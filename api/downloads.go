package api

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// download is a file of the store that a caller may have.
type download struct {
	key, name, contentType, sha256 string
	size                           int64
}

// sendFile sends a file as it is read from the store: a caller who takes it slowly holds nothing in memory (S2). It is to be saved, and never to
// be shown by a browser.
func (s *surface) sendFile(ctx context.Context, file download) (*huma.StreamResponse, error) {
	kept, err := s.Files.Open(ctx, file.key)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(answer huma.Context) {
		defer kept.Close()
		answer.SetHeader("Content-Type", file.contentType)
		answer.SetHeader("Content-Length", strconv.FormatInt(file.size, 10))
		answer.SetHeader("Content-Disposition", fmt.Sprintf("attachment; filename=%q", file.name))
		answer.SetHeader("ETag", strconv.Quote(file.sha256))
		_, _ = io.Copy(answer.BodyWriter(), kept) // a caller that has gone away needs nothing
	}}, nil
}
