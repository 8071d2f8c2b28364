package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// file is one of an archive or a layer. A name that ends with a slash is a folder.
type file struct {
	Name    string
	Mode    int64
	Owner   int
	Content []byte
}

// The modes of what is written.
const (
	plain      = 0o644
	executable = 0o755
)

// font is the file with which documents are printed, as npm installs it, and fontLicence its licence.
const (
	font        = "node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"
	fontLicence = "node_modules/@expo-google-fonts/noto-sans-sc/LICENSE_FONT"
)

// packPrograms writes the archive of an architecture: programs, units, examples, documents and font.
func packPrograms(s source, architecture, built, into string) error {
	files, err := contents(built)
	if err != nil {
		return err
	}
	top := "kaipiao-" + s.Version
	for i := range files {
		files[i].Name = path.Join(top, files[i].Name)
	}
	return writeGzip(filepath.Join(into, fmt.Sprintf("kaipiao_%s_linux_%s.tar.gz", s.Version, architecture)), files, s.At)
}

// contents are the files of an archive, without the folder around them.
func contents(built string) ([]file, error) {
	var files []file
	var failed error
	add := func(name, from string, mode int64) {
		content, err := os.ReadFile(from)
		failed = errors.Join(failed, err)
		files = append(files, file{Name: name, Mode: mode, Content: content})
	}
	for _, program := range programs {
		add("bin/"+program, filepath.Join(built, program), executable)
	}
	for _, document := range []string{"LICENSE", "README.md", "README.zh-CN.md", "CHANGELOG.md"} {
		add(document, document, plain)
	}
	add("policy.yaml", "deploy/policy.yaml", plain)
	add("font/NotoSansSC_400Regular.ttf", font, plain)
	add("font/LICENSE", fontLicence, plain)
	for folder, pattern := range map[string]string{"systemd": "deploy/systemd/*", "docs": "docs/*.md", "docs/providers": "docs/providers/*.md"} {
		found, err := filepath.Glob(pattern)
		failed = errors.Join(failed, err)
		for _, one := range found {
			switch path.Ext(one) {
			case ".go":
			case "": // the command
				add(path.Join("bin", path.Base(one)), one, executable)
			default:
				add(path.Join(folder, path.Base(one)), one, plain)
			}
		}
	}
	if failed != nil {
		return nil, fmt.Errorf("read what belongs into the archive: %w", failed)
	}
	return files, nil
}

// writeGzip writes a packed archive.
func writeGzip(to string, files []file, at time.Time) error {
	packed, err := packed(files, at)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, packed, plain); err != nil {
		return fmt.Errorf("write an archive: %w", err)
	}
	fmt.Println(to)
	return nil
}

// packed is an archive with gzip; its head names no file and no time.
func packed(files []file, at time.Time) ([]byte, error) {
	archive, err := archived(files, at)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	writer, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("pack an archive: %w", err)
	}
	if _, err = writer.Write(archive); err == nil {
		err = writer.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("pack an archive: %w", err)
	}
	return packed.Bytes(), nil
}

// archived is a tar archive that says nothing of the machine on which it is made: names in order, one time, owners by number.
func archived(files []file, at time.Time) ([]byte, error) {
	files = slices.SortedFunc(slices.Values(files), func(a, b file) int { return strings.Compare(a.Name, b.Name) })
	var archive bytes.Buffer
	writer := tar.NewWriter(&archive)
	for _, f := range files {
		head := &tar.Header{
			Typeflag: tar.TypeReg, Name: f.Name, Mode: f.Mode, Size: int64(len(f.Content)), Uid: f.Owner, Gid: f.Owner, ModTime: at, Format: tar.FormatPAX,
		}
		if strings.HasSuffix(f.Name, "/") {
			head.Typeflag = tar.TypeDir
		}
		if err := writer.WriteHeader(head); err != nil {
			return nil, fmt.Errorf("write %s into an archive: %w", f.Name, err)
		}
		if _, err := io.Copy(writer, bytes.NewReader(f.Content)); err != nil {
			return nil, fmt.Errorf("write %s into an archive: %w", f.Name, err)
		}
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("end an archive: %w", err)
	}
	return archive.Bytes(), nil
}
