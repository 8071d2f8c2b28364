package files

// SendInPartsAbove changes how large a file may be that is sent in one call.
func (s *Store) SendInPartsAbove(bytes int64) { s.objects.largest = bytes }
