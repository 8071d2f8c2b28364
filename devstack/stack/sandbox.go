package stack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// TellSandbox has the stack's outside world do something, such as misbehave: body is written as JSON, nil for none. Another answer than that it is done is
// an error.
func (s *Stack) TellSandbox(ctx context.Context, method, path string, body any) error {
	content := []byte(nil)
	if body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://"+s.settings.SandboxAddr+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the sandbox answers %s to %s %s", response.Status, method, path)
	}
	return nil
}
