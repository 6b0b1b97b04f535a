// Owns what else there is of an enterprise or workshop in the shared tables: projects, certificates, applications, figures.
import type { EnterpriseDetail } from '@takt/model/api';
import { figureView } from './views.ts';
import type { Db } from './write.ts';

type About = Pick<EnterpriseDetail, 'projects' | 'certificates' | 'counts' | 'figures'>;
type Subject = 'enterprise' | 'workshop';

const mostLines = 20;

export async function aboutSubject(db: Db, subject: Subject, id: string): Promise<About> {
  const projects = await projectsOf(db, subject, id);
  const certificates = await certificatesOf(db, subject, id);
  const applications = await db
    .selectFrom('recognition_applications')
    .select((e) => e.fn.countAll<number | string>().as('all'))
    .$if(subject === 'enterprise', (q) => q.where('enterprise', '=', id))
    .$if(subject === 'workshop', (q) => q.where('subject_kind', '=', 'workshop').where('subject', '=', id))
    .executeTakeFirstOrThrow();
  return {
    projects: projects.slice(0, mostLines),
    certificates: certificates.slice(0, mostLines),
    counts: {
      projects: projects.length,
      certificates: certificates.length,
      applications: Number(applications.all),
    },
    figures: await countingFigures(db, subject, id),
  };
}

/** An enterprise has few of them. */
function projectsOf(db: Db, subject: Subject, id: string) {
  const all = db
    .selectFrom('retrofit_projects')
    .select(['id', 'code', 'name', 'stage'])
    .orderBy('updated_at', 'desc')
    .orderBy('id');
  if (subject === 'enterprise') return all.where('enterprise', '=', id).execute();
  return all
    .where('id', 'in', (e) => e.selectFrom('retrofit_scopes').select('project').where('workshop', '=', id))
    .execute();
}

async function certificatesOf(db: Db, subject: Subject, id: string): Promise<About['certificates']> {
  const all = db
    .selectFrom('certificates')
    .select(['id', 'number', 'counts_as', 'state', 'issued_on', 'valid_until'])
    .orderBy('issued_on', 'desc')
    .orderBy('id');
  const mine =
    subject === 'enterprise'
      ? all.where('enterprise', '=', id)
      : all.where('subject_kind', '=', 'workshop').where('subject', '=', id);
  return (await mine.execute()).map(({ counts_as, issued_on, valid_until, ...row }) => {
    return { ...row, countsAs: counts_as, issuedOn: issued_on, validUntil: valid_until };
  });
}

async function countingFigures(db: Db, subject: Subject, id: string): Promise<About['figures']> {
  const rows = await db
    .selectFrom('figures')
    .selectAll()
    .where('subject_kind', '=', subject)
    .where('subject', '=', id)
    .where('superseded_at', 'is', null)
    .orderBy('indicator')
    .orderBy('recorded_at', 'desc')
    .limit(200)
    .execute();
  return rows.map(figureView);
}
