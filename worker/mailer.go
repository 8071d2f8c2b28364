package main

import (
	"fmt"
	"os"
	"strings"

	"kaipiao/adapters/mail"
	"kaipiao/settings"
	"kaipiao/workflows"
)

// mailerOf is the mail server as the settings say it.
func mailerOf(s settings.Settings) (*mail.Sender, error) {
	config := mail.Config{
		Addr: s.SMTPAddr, From: s.MailFrom, TLS: mail.TLS(s.SMTPTLS), User: s.SMTPUser, Timeout: workflows.MailServerWithin,
	}
	if s.SMTPPasswordFile != "" {
		content, err := os.ReadFile(s.SMTPPasswordFile)
		if err != nil {
			return nil, fmt.Errorf("KAIPIAO_SMTP_PASSWORD_FILE: %w", err)
		}
		config.Password = strings.TrimSpace(string(content))
	}
	if s.SMTPCA != "" {
		var err error
		if config.CA, err = os.ReadFile(s.SMTPCA); err != nil {
			return nil, fmt.Errorf("KAIPIAO_SMTP_CA: %w", err)
		}
	}
	return mail.New(config)
}
