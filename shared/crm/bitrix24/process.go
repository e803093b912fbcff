package bitrix24

import (
	"context"
	"fmt"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
)

// StartProcess implements flow.Processes: a business process, by the number of its
// template. The webhook, or the application, needs the right bizproc.
//
// https://apidocs.bitrix24.com/api-reference/bizproc/bizproc-workflow-start.html
func (m *CRM) StartProcess(ctx context.Context, p desk.CardProcess) error {
	template, err := strconv.Atoi(p.Process)
	if err != nil || template <= 0 {
		return fmt.Errorf("%w: a business process is named by the number of its template", desk.ErrInvalid)
	}
	document := map[desk.CardKind][2]string{
		desk.KindLead: {"CCrmDocumentLead", "LEAD"}, desk.KindDeal: {"CCrmDocumentDeal", "DEAL"},
		desk.KindContact: {"CCrmDocumentContact", "CONTACT"}, desk.KindCompany: {"CCrmDocumentCompany", "COMPANY"},
	}[p.Card.Kind]
	if document[0] == "" {
		return fmt.Errorf("%w: business processes are started on leads, deals, contacts and companies", desk.ErrInvalid)
	}
	_, id, err := m.owner(p.Card)
	if err != nil {
		return err
	}
	in := args{"TEMPLATE_ID": template, "DOCUMENT_ID": []any{"crm", document[0], document[1] + "_" + strconv.Itoa(id)}}
	if _, err := m.call(ctx, "bizproc.workflow.start", in); err != nil {
		return fmt.Errorf("business process %d on %s: %w", template, p.Card, err)
	}
	return nil
}
