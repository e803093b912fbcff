package api

import "strings"

// codes are all codes of problems and what they mean, for the documentation. Those
// without a status are refusals: 409, or 403, 404 or 422 where that says more; of
// a run, which may end with one, they are its code.
const codes = `
- ‹malformed›: 400: the body can't be read at all.
- ‹unauthorized›: 401: the key, the session, the token or the signature is missing, unknown, revoked or expired.
- ‹forbidden›: 403: whoever asks may not do this.
- ‹origin_not_allowed›: 403: the page's origin is none of the line's; or, with a session's cookie, not our own.
- ‹not_found›: 404: there is nothing here, or nothing for you.
- ‹method_not_allowed›: 405: the address takes other methods; see Allow.
- ‹too_slow›: 408: the body did not come in time.
- ‹conflict›: 409: it changed meanwhile. Read it again and repeat.
- ‹request_in_progress›: 409: the first request with this Idempotency-Key is under way.
- ‹line_exists›: 409: the id is another line's.
- ‹line_not_ready›: 409: the line has no secret to sign sessions with.
- ‹sign_in_failed›: 401: the address or the password is wrong, or the account is switched off; which, is not told.
- ‹invitation_over›: 404: the invitation was taken, replaced, is too old, or never was.
- ‹own_account›: 409: nobody takes their own role or account away.
- ‹email_not_verified›: 409: the OpenID provider does not vouch for the address.
- ‹no_account›: 401: nobody here has the address of who is at the OpenID provider, or the account is switched off.
- ‹sign_in_unfinished›: 401: signing in at the OpenID provider took too long, was begun in another browser, or was refused there.
- ‹openid_off›: 404: signing in by OpenID Connect is not set up.
- ‹email_taken›: 409: another operator has the address.
- ‹wrong_password›: 409: the old password is wrong.
- ‹weak_password›: 422: the password is too short, or would be guessed.
- ‹too_many_attempts›: 429: signing in was tried too often; ‹until› and Retry-After say when to go on.
- ‹own_key›: 409: a key can't revoke itself.
- ‹still_needed›: 409: something needs what was to be deleted.
- ‹precondition_failed›: 412: If-Match names an older version.
- ‹too_large›: 413: the body is too large.
- ‹unsupported_media_type›: 415: send JSON.
- ‹invalid›: 422: it can be read and can't work; ‹errors› says which part.
- ‹bad_cursor›: 422: the cursor is none, or of another list or other filters. Begin without one.
- ‹idempotency_key_reused›: 422: the Idempotency-Key was used with another request.
- ‹precondition_required›: 428: If-Match is missing.
- ‹too_many_requests›: 429: too fast; Retry-After says when to go on.
- ‹internal›: 500: a fault on our side. It was logged.
- ‹busy›: 503: not now; the same request may work in a moment.
- ‹cannot_store›: 503, of the health check: nothing can be stored, so messages can't be taken. The disk or the table needs a look.
- ‹copilot_off›: CoPilot is switched off.
- ‹no_subscription›: The subscription for automatic runs has ended.
- ‹automatic_off›: Automatic runs are switched off for such cards.
- ‹too_few_messages›: The customer has sent fewer than two messages, in the thread and not counting what was taken back: a chat is read from the second on.
- ‹not_quiet_yet›: The last message is too young; ‹until› says when the same request is allowed.
- ‹leads_and_deals_only›: CoPilot reads into leads and deals only.
- ‹no_card›: No lead or deal is bound to the dialog.
- ‹card_not_bound›: The card is not bound to the dialog.
- ‹not_the_latest_deal›: The dialog has a later card to start from.
- ‹deal_goes_first›: The dialog has a deal, too: start from that.
- ‹no_connection›: No CRM is connected under that name, or no longer.
- ‹connection_exists›: The id is another connection's.
- ‹crm_refused›: The CRM lets us in no more, or lacks a right for us: ‹POST /v1/connections/ID/check› says which.
- ‹not_authorized›: A person must let us in to the CRM: ‹POST /v1/connections/ID/authorize›.
- ‹no_such_cards›: That CRM has no cards of the kind, or lists none.
- ‹cant_process›: That CRM has no processes that we could start.
- ‹process_unsure›: The process of the CRM may have been started or not: the CRM gave no answer. It is not started again by itself.
- ‹cant_task›: That CRM has no tasks, or none that we could make.
- ‹cant_drop›: That CRM lets nobody but its own people delete cards.
- ‹nothing_to_read›: No field of the card is open to CoPilot.
- ‹no_field_on›: Of a connection's check: no field of leads or deals is switched on, so nothing will be filled there until one is. From then on a contact's name, phone and e-mail are filled, too, unless you say otherwise.
- ‹budget_spent›: The day's tokens or money are spent.
- ‹reader_refused›: The model would not read it.
- ‹reader_settings›: Of a run: the model can't be called as it is set up, so that reading again does not help; ‹reason› says what to change.
- ‹not_finished›: The run has not ended.
- ‹no_proposal›: Nothing is proposed for that field.
- ‹already_decided›: It was decided otherwise before.
- ‹changed_since›: Somebody changed the value since: it stays.
- ‹not_filled›: Nothing was filled that could be undone.
- ‹dialog_closed›: The dialog is closed.
- ‹already_accepted›: Another operator has the dialog.
- ‹limit_reached›: The operator has as many open dialogs as they take.
- ‹operator_off›: The operator's account is switched off.
- ‹operator_inactive›: The operator is not active, and so is assigned nothing.
- ‹operator_unknown›: 422: no operator has that id: there is no such account, and no API key stands for it.
- ‹not_accepted›: The dialog is assigned to you. Accept it first.
- ‹nobodys_dialog›: Nobody has the dialog, so that it can't be in progress. Accept it, or name an operator.
- ‹team_unknown›: Nobody set up that team.
- ‹period_too_long›: 422: the period has more days than are added up at once. Ask for a part of it.
- ‹bot_off›: The dialog's line has no bot.
- ‹dialog_moved›: Something was said or done in the dialog meanwhile. Look again.
- ‹too_many_entries›: The knowledge base holds as many entries as it may: 10,000.
- ‹too_many_wordings›: 422: An entry of the knowledge base has more further wordings than it may: 50.
- ‹too_many_answers›: 422: An entry of the knowledge base has answers in more languages than it may: 6.
- ‹cases_off›: Cases are switched off.
- ‹contact_merged›: The contact was merged into another one; ‹detail› says into which.
- ‹merge_in_progress›: The contact is being merged. Try again in a moment.
- ‹merge_final›: The merge is too long ago to be undone.
- ‹too_much_to_merge›: More belongs to the contact than can be moved. Merge the other one into it.
- ‹erasure_in_progress›: The contact is being erased.
- ‹line_inactive›: The line is switched off, or was deleted.
- ‹customer_blocked›: The customer blocked the line.
- ‹no_earlier_contact›: The customer never wrote on this line, so the messenger does not allow writing first.
- ‹window_closed›: The customer's last message is too old for a free reply; on WhatsApp a template may go out.
- ‹bad_template›: The template is not as WhatsApp takes it.
- ‹templates_unknown›: Which templates the messenger has approved is not known; ‹detail› says why. One can still be named.
- ‹file_too_big›: The file is larger than may be sent.
- ‹file_type_not_allowed›: Files of this type are not sent.
- ‹file_unknown›: The file was never announced, or is gone.
- ‹file_not_uploaded›: The file was announced, and its bytes did not come.
- ‹file_quota›: The day's files of this visitor or address are used up.
- ‹too_many_files›: A message takes fewer files.
- ‹which_language›: A file's answer says no language, and the entry has answers in several; ‹detail› names the column that would.
- ‹same_question›: Another entry of the knowledge base answers this question otherwise; ‹detail› names it.
- ‹no_table›: 422: the imported file is no table, or has no column of questions.
- ‹extra_cells›: A row of the imported table has more cells than there are columns.
- ‹bad_variable›: A variable of the template is not closed, or there is none of that name.
- ‹too_many_templates›: There are as many templates of that owner as there may be: 500.
- ‹too_many_webhooks›: There are as many webhooks as there may be: 20.
- ‹webhook_off›: The webhook is switched off, and so is told nothing.
- ‹too_many_automations›: There are as many automations as there may be: 100.
- ‹too_many_exports›: There are three exports of yours under way.
- ‹too_many_recordings›: As many recordings of calls are kept as may be: 200. Take some away.
- ‹transcription_off›: Of a recording: this deployment writes nothing down.
- ‹too_many_links›: The customer has as many history links in force as there may be: 100.
- ‹no_address›: It is not known under which address people reach this system.
- ‹phone_invalid›: It can be no phone number.
- ‹email_invalid›: It can be no e-mail address.
`

// codesInWords is the list as the documentation has it.
func codesInWords() string {
	return "Each problem has a `code`, which is never renamed; `detail` says in words what to do. A code without a status here is a rule's refusal: 409, or 403, 404 or 422 where that says more, or the code with which a run ended." + ticked(strings.TrimSuffix(codes, "\n")) +
		"\n\nWhat a connection is checked for has a code, and so has what comes of it; what stands between braces here, `values` has." + ticked(strings.TrimSuffix(checks, "\n"))
}

// ticked is a text of the documentation, in which names stand between ‹ and ›, as
// Markdown has it.
func ticked(text string) string { return strings.NewReplacer("‹", "`", "›", "`").Replace(text) }
