package api

import (
	"context"

	"kaipiao/domain/accounting"
	"kaipiao/domain/ids"
)

// listDocuments shows what accounting books of an application, as the file of a day has it.
func (s *surface) listDocuments(ctx context.Context, in *struct {
	ObjectPath[ids.Application]
	PageQuery
},
) (*listAnswer[accounting.Document], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	if _, err := s.ownApplication(ctx, in.ID); err != nil {
		return nil, err
	}
	found, err := s.Office.Accounting.OfApplication(ctx, in.ID, page)
	return listOf(found, func(d accounting.Document) accounting.Document { return d }), err
}
