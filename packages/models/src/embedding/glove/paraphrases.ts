/** Questions, each with the passage that answers it. A question and its passage share hardly a word. */
export const paraphrases: readonly { readonly question: string; readonly passage: string }[] = [
  {
    question: 'How many vacation days do I get each year?',
    passage: 'Full-time employees accrue twenty-five days of paid annual leave, which may be carried over until the end of March.',
  },
  {
    question: 'Can I work from home?',
    passage: 'Staff may perform their duties remotely up to three days per week with the agreement of their line manager.',
  },
  {
    question: 'What happens if I am sick?',
    passage:
      "Illness must be reported to your supervisor before nine o'clock; a doctor's certificate is required from the third day of absence.",
  },
  {
    question: 'How do I get my travel costs back?',
    passage: 'Expenses for trips are reimbursed within two weeks once receipts have been submitted to accounting.',
  },
  { question: 'When is payday?', passage: "Salaries are transferred to employees' bank accounts on the last business day of the month." },
  {
    question: 'Who do I call if the heating breaks down?',
    passage: "Faults in the building's boiler and radiators should be notified to facilities maintenance on extension 214.",
  },
  {
    question: 'How long may a customer return a broken product?',
    passage: 'Defective goods can be sent back under warranty for twenty-four months after purchase.',
  },
  {
    question: 'What is the password policy?',
    passage: 'Credentials must contain at least twelve characters and be changed immediately after any suspected compromise.',
  },
  {
    question: 'My laptop was stolen, what now?',
    passage: 'The loss or theft of computers and phones is to be announced to the security desk at once so that they can be wiped.',
  },
  { question: 'How loud is the machine?', passage: "The appliance's noise level during operation is below fifty-two decibels." },
  {
    question: 'How do I clean the coffee maker?',
    passage: 'Descale the espresso device monthly: fill the tank with water and citric acid, then rinse twice.',
  },
  { question: 'What does the battery last?', passage: 'On a full charge the cordless drill runs for about six hours.' },
  {
    question: 'How much notice must be given to end the contract?',
    passage: 'Either party may terminate this agreement in writing ninety days before the close of a quarter.',
  },
  { question: 'Which court has jurisdiction?', passage: 'Disputes shall be decided by the tribunals of Hamburg, and German law applies.' },
  {
    question: 'What did the board decide about the new factory?',
    passage: 'The directors approved building a second production plant in Poland, with construction starting in spring.',
  },
  {
    question: 'Who is allowed to sign invoices?',
    passage: 'Bills above five thousand euros require authorisation by the head of finance.',
  },
  { question: 'Is there a gym?', passage: 'Colleagues have free access to the fitness studio on the ground floor and to yoga classes.' },
  {
    question: 'What do I do in case of fire?',
    passage: 'When the alarm sounds, leave the building by the nearest emergency exit and gather at the assembly point in the car park.',
  },
  { question: 'Do we get lunch?', passage: 'The canteen serves subsidised meals from noon; vegetarian dishes are available daily.' },
  { question: 'Do you ship abroad?', passage: 'We deliver to all countries of the European Union; overseas freight is quoted on request.' },
  {
    question: 'How is personal data protected?',
    passage: 'Information about individuals is stored encrypted and erased when it is no longer needed, as privacy legislation demands.',
  },
  {
    question: 'How do I train a new hire?',
    passage: 'Newcomers receive a mentor who introduces them to tools, procedures and the team during their first month.',
  },
  {
    question: 'May I bring my dog to the office?',
    passage: 'Pets are welcome on the premises if no co-worker objects and they have been vaccinated.',
  },
  { question: 'What discount do big orders get?', passage: 'Purchases of more than one hundred units are priced ten percent lower.' },
  {
    question: 'How do I mount the shelf on the wall?',
    passage: 'Drill two holes, insert the plugs, and fasten the bracket with the screws supplied.',
  },
  { question: 'Which temperature does the freezer need?', passage: 'Keep the cold storage compartment at minus eighteen degrees Celsius.' },
  { question: 'Can I park my bike?', passage: 'Covered racks for cyclists are next to the entrance; cars use the underground garage.' },
  {
    question: 'How do parents get time off for a baby?',
    passage: 'Mothers and fathers are entitled to maternity and paternity leave after the birth of a child.',
  },
  {
    question: 'What was the profit last year?',
    passage: 'The company earned net income of four million euros in the previous fiscal period, while revenue grew by eight percent.',
  },
  {
    question: 'How do I connect to the internet?',
    passage: 'Plug the router into the socket, switch it on, and join the wireless network printed on the label.',
  },
  {
    question: 'How often are backups made?',
    passage: 'Copies of all databases are written every night and kept at a second site for a month.',
  },
  { question: 'Who can see my medical file?', passage: 'Only the occupational physician has access to health records of workers.' },
  {
    question: 'May we accept gifts from suppliers?',
    passage: 'Presents offered by vendors must be refused or declared when they exceed thirty euros, to avoid bribery.',
  },
  {
    question: 'How do I report harassment?',
    passage: 'Anyone who experiences bullying or discrimination can turn in confidence to the ombudsperson.',
  },
  { question: 'What is the maximum weight the ladder carries?', passage: 'The steps support a load of one hundred and fifty kilograms.' },
  {
    question: 'How do I reset the thermostat?',
    passage: 'Hold both buttons for ten seconds to restore the heating controller to factory settings.',
  },
  { question: 'When does the lease run out?', passage: 'The tenancy of the warehouse expires at the end of 2027 unless it is renewed.' },
  {
    question: 'Which trains may I book?',
    passage: 'Rail journeys are second class; flights only where the distance is beyond six hundred kilometres.',
  },
  {
    question: 'How do I get promoted?',
    passage: 'Career advancement is discussed at the yearly performance review and depends on skills and results.',
  },
  { question: 'Can children use the mower?', passage: 'The lawn cutter must not be operated by persons under sixteen years of age.' },
];
