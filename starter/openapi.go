package main

import (
	"bytes"
	"encoding/json"
	"os"

	"kaipiao/api"
)

// openAPICommand prints what a running service serves at /openapi.json.
type openAPICommand struct{}

// Run needs no running service: the document is made of the program itself.
func (openAPICommand) Run() error {
	content, err := api.Document()
	if err != nil {
		return err
	}
	var readable bytes.Buffer
	if err := json.Indent(&readable, content, "", "  "); err != nil {
		return err
	}
	_, err = readable.WriteTo(os.Stdout)
	return err
}
