package desk_test

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestUpset_FB04: who complains in words of their own, and twins that only ask or tell.
func TestUpset_FB04(t *testing.T) {
	var usual desk.BotSettings
	for _, c := range []struct{ complaint, twin string }{
		{"my haircut was horrible and the barber was rude, I want my money back", "what if my haircut is horrible?"},
		{"The beard cut you gave me was a disaster", "is the disaster recovery service included?"},
		{"I am very angry", "are the dogs angry"},
		{"your courier stole my parcel", "my card was stolen, how do I block it"},
		{"I've been waiting for 3 weeks and nobody answers", "how long do I wait for an answer"},
		{"this is the third time you ignore me!!!", "can I come a third time this week?"},
		{"Your driver damaged my gate", "what do I do if the parcel is damaged?"},
		{"why is your staff so rude", "is it rude to tip?"},
		{"The food was disgusting", "is there food for dogs?"},
		{"The whole visit was a nightmare for us", "do you sell the nightmare costume?"},
		{"ужасная стрижка, мастер грубил, мне испортили волосы", "что делать если стрижка не понравилась?"},
		{"Никто не отвечает третий день", "когда отвечает поддержка?"},
		{"ваш курьер разбил мою вазу", "что делать, если курьер разбил вазу?"},
		{"я очень недоволен", "если я недоволен покупкой, как вернуть?"},
		{"это просто кошмар какой-то", "есть книга «Кошмар»?"},
		{"Вы потеряли мою посылку", "я потерял чек, можно вернуть?"},
		{"El corte fue horrible y el peluquero un maleducado", "¿qué pasa si el corte queda mal?"},
		{"vuestro repartidor rompió mi jarrón", "¿puedo devolver un jarrón?"},
		{"nadie me contesta desde hace una semana", "¿cuándo contestan?"},
		{"estoy muy decepcionada", "¿puedo cambiar de idea?"},
		{"la comida estaba asquerosa, es una vergüenza", "¿la comida está incluida?"},
		{"Вы, идиоты, когда привезёте мой диван?", "Вы, Иван, когда привезёте мой диван?"},
		{"идиоты! где мой заказ", "есть у вас «Идиоты»?"},
		{"ну вы и дебилы, верните деньги", "есть ли роман Идиот?"},
		{"Какие же вы идиоты", "какие же вы быстрые"},
		{"You idiots, when will you bring my sofa?", "Do you have The Idiot by Dostoevsky?"},
		{"what a bunch of clowns, where is my order?", "do you sell clowns costumes?"},
		{"Sois unos idiotas, ¿cuándo llega mi sofá?", "¿Tenéis el libro El idiota?"},
		{"Profeco", "¿están registrados en Profeco?"},
		{"los voy a demandar", "quiero demandar a mi ex, ¿cuánto cobran?"},
		{"Nos vemos en Profeco", "¿Dónde está la Profeco?"},
		{"voy a ir a la Condusef", "voy a una consulta, ¿dónde están?"},
		{"les voy a meter una demanda", "no les voy a meter una demanda"},
		{"voy a poner una queja", "no voy a poner una queja"},
		{"rateros", "¿la alarma avisa si entran rateros?"},
		{"bola de transas", "hay ratas en mi casa, ¿fumigan?"},
		{"pinches rateros, devuelvan mi dinero", "fumigar ratas"},
		{"qué pésimo", "¿qué tan pésimo es el tráfico?"},
		{"que horrible atención", "tengo un dolor horrible"},
		{"I'll sue you", "I will pay with Sue's card"},
		{"I will go to trading standards", "what are trading standards?"},
		{"what an awful place", "how awful is the smell of the paint?"},
		{"scammers", "do you sell cheats for games"},
		{"I'm going to complain", "I'm not going to complain"},
		{"this is a terrible clinic, you hurt me", "I have a terrible toothache"},
		{"подаю в суд", "пойду в суд, нужна справка"},
		{"так и знайте, обращусь в прокуратуру", "вы даёте справку для прокуратуры?"},
		{"кучка мошенников", "есть ли средство от воров"},
		{"какой ужас", "какой ужастик идёт сегодня?"},
		{"ужасная клиника у вас", "у меня ужасная боль"},
		{"ladrones, devuélvanme el dinero", "¿la alarma avisa si entran ladrones?"},
	} {
		if !usual.Complains(c.complaint) {
			t.Errorf("%q is no complaint", c.complaint)
		}
		if usual.Complains(c.twin) {
			t.Errorf("%q is a complaint", c.twin)
		}
	}
	said := "your courier stole my parcel"
	more := usual.WithComplaints(append([]string{"solicitor"}, usual.ComplaintWords()...))
	own, none := usual.WithComplaints([]string{"solicitor"}), usual.WithComplaints(nil)
	if !more.Complains(said) || !more.Complains("my solicitor writes") || own.Complains(said) || none.Complains(said) {
		t.Errorf("got %v, %v, %v: want a company's own words, with the usual ones or without", more.Complains(said), own.Complains(said), none.Complains(said))
	}
}
